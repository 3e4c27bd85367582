package io.groundswell.command.evaluate;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.series.Row;
import io.groundswell.command.series.Rows;
import io.groundswell.contract.Rfc3339;
import io.groundswell.trend.truth.LabelledSeries;
import io.groundswell.trend.truth.LabelledSeries.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The series that a windows file names, from the directory where they are.
final class DataSet {

  private static final ObjectMapper JSON = new ObjectMapper();

  private DataSet() {
  }

  /// @throws CommandFailed naming the file and the rule that it breaks
  static List<LabelledSeries> read(Path directory, Path windows) {
    var labels = new TreeMap<>(labels(windows));
    if (labels.isEmpty()) {
      throw CommandFailed.badData(windows + " names no series");
    }
    return labels.entrySet()
        .stream()
        .map(entry -> series(directory, entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Map<String, List<List<String>>> labels(Path windows) {
    try {
      return JSON.readValue(Files.readAllBytes(windows), new TypeReference<>() {
      });
    } catch (IOException unreadable) {
      var reason = unreadable.getMessage();
      throw CommandFailed.badData("cannot read " + windows + ": "
          + (reason == null ? unreadable.toString() : reason.lines().findFirst().orElse("")));
    }
  }

  private static LabelledSeries series(Path directory, String name, List<List<String>> labels) {
    var rows = rows(directory.resolve(name));
    if (rows.isEmpty()) {
      throw CommandFailed.badData(directory.resolve(name) + " has no rows");
    }
    var spans = labels.stream()
        .map(label -> span(name, rows, label))
        .sorted(Comparator.comparingInt(Span::left))
        .toList();
    return new LabelledSeries(name,
        rows.stream().mapToLong(row -> row.time().getEpochSecond()).toArray(),
        rows.stream().mapToDouble(row -> row.value().doubleValue()).toArray(), spans);
  }

  private static List<Row> rows(Path file) {
    var all = new ArrayList<Row>();
    try (var rows = Rows.of(file)) {
      for (var row = rows.next(); row != null; row = rows.next()) {
        all.add(row);
      }
    }
    return all;
  }

  private static Span span(String name, List<Row> rows, List<String> label) {
    if (label.size() != 2) {
      throw CommandFailed.badData("a window of " + name + " has " + label.size() + " times instead of two");
    }
    var from = time(name, label.get(0));
    var to = time(name, label.get(1));
    int left = -1;
    int right = -1;
    for (int row = 0; row < rows.size(); row++) {
      var at = rows.get(row).time();
      if (!at.isBefore(from) && !at.isAfter(to)) {
        left = left < 0 ? row : left;
        right = row;
      }
    }
    if (left < 0) {
      throw CommandFailed
          .badData("the window from " + label.get(0) + " to " + label.get(1) + " holds no row of " + name);
    }
    return new Span(left, right);
  }

  private static Instant time(String name, String text) {
    var zoned = Rfc3339.find(text);
    var time = zoned != null ? zoned : Rfc3339.find(text + "Z");
    if (time == null) {
      throw CommandFailed.badData("a window of " + name + " has the time '" + text + "', which is none");
    }
    return time;
  }
}
