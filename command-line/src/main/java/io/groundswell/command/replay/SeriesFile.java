package io.groundswell.command.replay;

import io.groundswell.command.series.Rows;
import io.groundswell.contract.Subject;
import java.nio.file.Files;
import java.nio.file.Path;

/// A series as a file of [rows][Rows].
///
/// @param subject whose series it is
record SeriesFile(Subject subject, Path path) {

  /// The file of `SUBJECT=PATH`.
  ///
  /// @throws IllegalArgumentException naming the rule that the text breaks
  static SeriesFile named(String text) {
    // The last `=` would do for subjects with one inside, the first for paths; paths with `=` are the commoner.
    int split = text.indexOf('=');
    if (split < 1 || split == text.length() - 1) {
      throw new IllegalArgumentException("'" + text + "' is not SUBJECT=FILE, for instance ticker/AAPL=AAPL.csv");
    }
    var subject = Subject.find(text.substring(0, split));
    if (subject == null) {
      throw new IllegalArgumentException("'" + text.substring(0, split)
          + "' is not a subject: it is type/id with a lower-case type, for instance ticker/AAPL");
    }
    var path = Path.of(text.substring(split + 1));
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new IllegalArgumentException("there is no readable file " + path);
    }
    return new SeriesFile(subject, path);
  }

  Rows open() {
    return Rows.of(path);
  }
}
