package io.groundswell.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What passes JSON and would fail in PostgreSQL, or spoil every sum: found here, before anything is accepted.
final class DataCheck {

  private static final Refusal TEXT = new Refusal(Reason.INVALID_TEXT, "",
      "text must not hold U+0000 or an unpaired surrogate");
  private static final Refusal CONTROL = new Refusal(Reason.INVALID_ATTRIBUTE, "",
      "an attribute must not hold control characters or noncharacters");
  private static final Refusal NUMBER = new Refusal(Reason.NUMBER_OUT_OF_RANGE, "",
      "numbers must be within what binary64 holds (1.8E308), with an exponent of -" + EventLimits.HIGHEST_EXPONENT
          + " or more");
  private static final Refusal ENCODING = new Refusal(Reason.NOT_JSON, "", "JSON must be in UTF-8");

  private DataCheck() {
  }

  /// Goes from the object's `{` to its `}`; every number must be finite (`1e400` is not) and of a size that PostgreSQL
  /// can write out (`1e-20000` is not).
  static @Nullable Refusal skim(JsonParser parser) throws IOException {
    Refusal offence = null;
    int depth = 1;
    while (depth > 0) {
      switch (parser.nextToken()) {
        case START_OBJECT, START_ARRAY -> depth++;
        case END_OBJECT, END_ARRAY -> depth--;
        case VALUE_NUMBER_FLOAT -> {
          if (!Double.isFinite(parser.getDoubleValue()) || !hasModestExponent(parser)) {
            offence = NUMBER;
          }
        }
        case null -> throw new EOFException();
        default -> {
        }
      }
    }
    return offence;
  }

  private static boolean hasModestExponent(JsonParser parser) throws IOException {
    var text = parser.getTextCharacters();
    int from = parser.getTextOffset();
    int end = from + parser.getTextLength();
    int at = from;
    while (at < end && (text[at] | 0x20) != 'e') {
      at++;
    }
    int exponent = 0;
    for (at++; at < end && exponent <= EventLimits.HIGHEST_EXPONENT; at++) {
      if (text[at] >= '0' && text[at] <= '9') {
        exponent = exponent * 10 + text[at] - '0';
      }
    }
    return exponent <= EventLimits.HIGHEST_EXPONENT;
  }

  /// Looks at the decoded names and strings, but only where the bytes could hide something: an escape, or more than
  /// ASCII. Plain ASCII without a backslash cannot, and that is nearly all traffic. Where a string may be beyond its
  /// limit, the parser finds out by reading it.
  static @Nullable Refusal texts(JsonSpan span) throws IOException {
    if (span.length() <= EventLimits.LONGEST_STRING && isPlain(span)) {
      return null;
    }
    if (!isUtf8(span)) {
      return ENCODING;
    }
    try (var parser = EventCodec.JSON.createParser(span.buffer(), span.offset(), span.length())) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        boolean text = token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME;
        if (text && !isStorable(parser.getText())) {
          return TEXT;
        }
      }
    }
    return null;
  }

  /// An attribute's text: storable, and without control characters and noncharacters (CloudEvents 1.0, type String).
  static @Nullable Refusal attribute(String text) {
    for (int i = 0, length = text.length(); i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x7f) {
        continue;
      }
      if (c == 0 || Character.isSurrogate(c)) {
        if (!isStorable(text)) {
          return TEXT;
        }
        continue;
      }
      if (c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0xfdd0 && c <= 0xfdef) || c >= 0xfffe) {
        return CONTROL;
      }
    }
    return null;
  }

  private static boolean isPlain(JsonSpan span) {
    var bytes = span.buffer();
    for (int i = span.offset(), end = i + span.length(); i < end; i++) {
      if (bytes[i] < 0 || bytes[i] == '\\') {
        return false;
      }
    }
    return true;
  }

  /// The parser lets overlong forms and surrogates in UTF-8 pass, which every later reader would read as something
  /// else.
  private static boolean isUtf8(JsonSpan span) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(span.buffer(), span.offset(), span.length()));
      return true;
    } catch (CharacterCodingException foreign) {
      return false;
    }
  }

  private static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
