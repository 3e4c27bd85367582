package io.groundswell.command.evaluate;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.trend.truth.Replayed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// A file of `timestamp,score` for each series, so that others can score us.
final class ScoreFiles {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private ScoreFiles() {
  }

  static void write(List<Replayed> replayed, Path directory) {
    for (var one : replayed) {
      var path = directory.resolve(one.series().name());
      try {
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text(one));
      } catch (IOException unwritable) {
        throw new CommandFailed("cannot write " + path + ": " + unwritable.getMessage());
      }
    }
  }

  private static String text(Replayed one) {
    var text = new StringBuilder("timestamp,score\n");
    for (int row = 0; row < one.scores().length; row++) {
      var time = LocalDateTime.ofEpochSecond(one.series().seconds()[row], 0, ZoneOffset.UTC);
      text.append(TIME.format(time))
          .append(',')
          .append(String.format(Locale.ROOT, "%.6f", one.scores()[row]))
          .append('\n');
    }
    return text.toString();
  }
}
