package io.groundswell.proof.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A table of figures.
///
/// @param notes sentences under it: what was measured, what was not
record Section(String title, List<String> columns, List<List<String>> rows, List<String> notes) {

  Section {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /// As Markdown.
  String text() {
    var text = new StringBuilder("## ").append(title).append("\n\n");
    line(text, columns);
    text.append("|---".repeat(columns.size())).append("|\n");
    rows.forEach(row -> line(text, row));
    text.append('\n');
    notes.forEach(note -> text.append(note).append('\n'));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /// For JSON: a row is an object by column.
  Map<String, Object> map() {
    var objects = new ArrayList<Map<String, String>>();
    for (var row : rows) {
      var object = new LinkedHashMap<String, String>();
      for (int i = 0; i < columns.size(); i++) {
        object.put(columns.get(i), row.get(i));
      }
      objects.add(object);
    }
    var section = new LinkedHashMap<String, Object>();
    section.put("title", title);
    section.put("rows", objects);
    section.put("notes", notes);
    return section;
  }

  /// A number of three significant digits at least, with thousands marked.
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }
}
