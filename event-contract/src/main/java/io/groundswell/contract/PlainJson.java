package io.groundswell.contract;

/// Recognises JSON objects that are plain: ASCII without escapes, no exponents, numbers of few digits, shallow. Nearly
/// all `data` is. What it recognises needs no parser to be known as well-formed and storable; of what it does not,
/// nothing is said.
final class PlainJson {

  private static final int MOST_DEPTH = 8;
  private static final int MOST_DIGITS = 15;
  private static final int LONGEST = 64 << 10;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int depth;

  private PlainJson(JsonSpan span) {
    this.bytes = span.buffer();
    this.at = span.offset();
    this.end = span.offset() + span.length();
  }

  /// Whether the whole span is one such object. Longer than 64 KiB is none, nor is one with a name beyond the limit.
  static boolean isObject(JsonSpan span) {
    var json = new PlainJson(span);
    return span.length() <= LONGEST && json.bytes[json.at] == '{' && json.object() && json.at == json.end;
  }

  private boolean object() {
    at++;
    if (++depth > MOST_DEPTH) {
      return false;
    }
    if (next() != '}') {
      do {
        int from = at;
        if (!text() || at - from > EventLimits.LONGEST_NAME || next() != ':') {
          return false;
        }
        at++;
        if (!value()) {
          return false;
        }
      } while (another());
      if (next() != '}') {
        return false;
      }
    }
    depth--;
    at++;
    return true;
  }

  private boolean array() {
    at++;
    if (++depth > MOST_DEPTH) {
      return false;
    }
    if (next() != ']') {
      do {
        if (!value()) {
          return false;
        }
      } while (another());
      if (next() != ']') {
        return false;
      }
    }
    depth--;
    at++;
    return true;
  }

  /// Steps over a comma, and says whether there was one.
  private boolean another() {
    boolean comma = next() == ',';
    if (comma) {
      at++;
    }
    return comma;
  }

  private boolean value() {
    return switch (next()) {
      case '"' -> text();
      case '{' -> object();
      case '[' -> array();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    };
  }

  private boolean word(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (byteAt(at++) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean text() {
    if (next() != '"') {
      return false;
    }
    for (at++; at < end; at++) {
      byte b = bytes[at];
      if (b == '"') {
        at++;
        return true;
      }
      if (b < 0x20 || b == '\\') {
        return false;
      }
    }
    return false;
  }

  private boolean number() {
    if (byteAt(at) == '-') {
      at++;
    }
    int from = at;
    int whole = digits();
    if (whole == 0 || (whole > 1 && bytes[from] == '0')) {
      return false;
    }
    int fraction = 0;
    if (byteAt(at) == '.') {
      at++;
      fraction = digits();
      if (fraction == 0) {
        return false;
      }
    }
    return whole + fraction <= MOST_DIGITS;
  }

  private int digits() {
    int from = at;
    while (byteAt(at) >= '0' && byteAt(at) <= '9') {
      at++;
    }
    return at - from;
  }

  /// The next byte that is no white space, which is where the reader then stands; -1 at the end.
  private int next() {
    int b = byteAt(at);
    while (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
      b = byteAt(++at);
    }
    return b;
  }

  private int byteAt(int index) {
    return index < end ? bytes[index] : -1;
  }
}
