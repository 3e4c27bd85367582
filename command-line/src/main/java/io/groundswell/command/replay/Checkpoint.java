package io.groundswell.command.replay;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.send.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// How far each file got, on disk, so that an interrupted replay goes on where it stopped. It may lag behind by a
/// second: those rows are sent once more and count as duplicates. A finished replay leaves none, so that the next one
/// sends everything again.
final class Checkpoint {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long WRITE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path path;
  private final Map<String, Reached> reached;
  private long writtenAt = System.nanoTime();

  /// What was answered of a file: its first rows, in order.
  record Reached(long accepted, long rejected) {

    static final Reached NOTHING = new Reached(0, 0);

    long answered() {
      return accepted + rejected;
    }

    Reached plus(Answer answer) {
      return new Reached(accepted + answer.accepted(), rejected + answer.rejections().size());
    }
  }

  private Checkpoint(Path path, Map<String, Reached> reached) {
    this.path = path;
    this.reached = reached;
  }

  /// What the file holds; nothing where there is none.
  static Checkpoint at(Path path) {
    try {
      var reached = Files.exists(path)
          ? JSON.readValue(path.toFile(), new TypeReference<HashMap<String, Reached>>() {
          })
          : new HashMap<String, Reached>();
      return new Checkpoint(path, reached);
    } catch (IOException unreadable) {
      throw CommandFailed.badData("cannot read the state of the interrupted replay in " + path
          + ": delete it, or name another file by --state");
    }
  }

  /// What need not be sent again: nothing where the file is new or has changed since.
  synchronized Reached reached(SeriesFile file) {
    return reached.getOrDefault(name(file), Reached.NOTHING);
  }

  synchronized void advance(SeriesFile file, Reached now) {
    reached.put(name(file), now);
    if (System.nanoTime() - writtenAt > WRITE_EVERY_NANOS) {
      write();
    }
  }

  /// Brings the file up to date; nothing to do for a replay that has not begun or is finished.
  synchronized void write() {
    if (reached.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      var whole = path.resolveSibling(path.getFileName() + ".new");
      JSON.writeValue(whole.toFile(), reached);
      Files.move(whole, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      writtenAt = System.nanoTime();
    } catch (IOException unwritable) {
      throw new CommandFailed("cannot keep the state of the replay in " + path + ": " + unwritable.getMessage());
    }
  }

  synchronized void clear() {
    try {
      reached.clear();
      Files.deleteIfExists(path);
    } catch (IOException undeletable) {
      throw new CommandFailed("cannot delete " + path + ": the next replay would take itself for this one");
    }
  }

  private static String name(SeriesFile file) {
    try {
      return file.subject() + "=" + file.path().toRealPath() + ":" + Files.size(file.path()) + ":"
          + Files.getLastModifiedTime(file.path()).toMillis();
    } catch (IOException vanished) {
      throw CommandFailed.badData("cannot read " + file.path() + ": " + vanished.getMessage());
    }
  }
}
