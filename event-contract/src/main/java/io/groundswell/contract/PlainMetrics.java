package io.groundswell.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the usual `data` of a `metric.observed` event (`kind` and `metrics`, whole numbers, no escapes) without a
/// parser, which costs a quarter of the time. Whatever is unusual, or wrong, is left to the general reader, which also
/// says what is wrong; so this one only has to be right where it answers.
///
/// It reads JSON that was validated before, and so does not check its grammar.
final class PlainMetrics {

  private static final int MOST_DIGITS = 15;
  private static final long NONE = Long.MIN_VALUE;
  private static final byte[] KIND = "kind".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] METRICS = "metrics".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;
  private final int end;
  private int at;

  private PlainMetrics(JsonSpan data) {
    this.bytes = data.buffer();
    this.at = data.offset();
    this.end = data.offset() + data.length();
  }

  /// The readings, or null where the general reader has to look.
  static @Nullable List<Reading> find(CloudEvent event) {
    var data = event.data();
    return data == null || event.sampledRate() != 1 ? null : new PlainMetrics(data).read();
  }

  private @Nullable List<Reading> read() {
    @Nullable Kind kind = null;
    @Nullable List<Reading> metrics = null;
    at++;
    while (next() == '"') {
      int from = at + 1;
      int to = endOfPlainText();
      if (to < 0 || next() != ':') {
        return null;
      }
      at++;
      if (is(KIND, from, to) && kind == null && metrics == null) {
        kind = kind();
        if (kind == null) {
          return null;
        }
      } else if (is(METRICS, from, to) && metrics == null) {
        metrics = metrics(kind == null ? Kind.DELTA : kind);
        if (metrics == null) {
          return null;
        }
      } else {
        return null;
      }
      if (next() == ',') {
        at++;
      }
    }
    return next() == '}' ? metrics : null;
  }

  private @Nullable Kind kind() {
    int from = next() == '"' ? at + 1 : -1;
    int to = from < 0 ? -1 : endOfPlainText();
    return to < 0 ? null : Kind.find(text(from, to));
  }

  private @Nullable List<Reading> metrics(Kind kind) {
    if (next() != '{') {
      return null;
    }
    at++;
    var readings = new ArrayList<Reading>(4);
    while (next() == '"') {
      int from = at + 1;
      int to = endOfPlainText();
      if (to < 0 || next() != ':') {
        return null;
      }
      var name = text(from, to);
      at++;
      next();
      long value = wholeNumber();
      if (value == NONE || !Readings.isMetricName(name) || isThere(name, readings)
          || readings.size() == Readings.MOST_METRICS) {
        return null;
      }
      readings.add(new Reading(name, kind, value));
      if (next() == ',') {
        at++;
      }
    }
    if (next() != '}' || readings.isEmpty()) {
      return null;
    }
    at++;
    return readings;
  }

  /// At most 15 digits, so that the double is exact; [#NONE] for every other number or value.
  private long wholeNumber() {
    boolean negative = byteAt(at) == '-';
    int from = negative ? at + 1 : at;
    long value = 0;
    int i = from;
    for (int b = byteAt(i); b >= '0' && b <= '9' && i - from <= MOST_DIGITS; b = byteAt(++i)) {
      value = value * 10 + (b - '0');
    }
    at = i;
    int after = next();
    return i == from || i - from > MOST_DIGITS || (after != ',' && after != '}') ? NONE : negative ? -value : value;
  }

  private static boolean isThere(String name, List<Reading> readings) {
    for (var reading : readings) {
      if (reading.metric().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /// The next byte that is no white space, which is where the reader then stands; -1 at the end.
  private int next() {
    int b = byteAt(at);
    while (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
      b = byteAt(++at);
    }
    return b;
  }

  /// Goes from a quotation mark to behind its counterpart, and says where the text between ends; -1 where it holds an
  /// escape or more than ASCII.
  private int endOfPlainText() {
    for (int i = at + 1; i < end; i++) {
      byte b = bytes[i];
      if (b == '"') {
        at = i + 1;
        return i;
      }
      if (b < 0x20 || b == '\\') {
        return -1;
      }
    }
    return -1;
  }

  private boolean is(byte[] name, int from, int to) {
    if (to - from != name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (bytes[from + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
  }

  private int byteAt(int index) {
    return index < end ? bytes[index] : -1;
  }
}
