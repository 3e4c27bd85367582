package io.groundswell.ingest.intake;

import io.groundswell.contract.Decoded;
import io.groundswell.contract.Reason;
import io.groundswell.contract.Refusal;
import io.vertx.core.MultiMap;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The attributes of an event in binary mode, which are headers with the prefix `ce-` (CloudEvents 1.0.2, HTTP protocol
/// binding, 3.1.3): `ce-subject: post/%C3%A9t%C3%A9` is the attribute `subject` with the value `post/été`.
final class AttributeHeaders {

  private static final String PREFIX = "ce-";
  private static final int HEX = 16;

  private AttributeHeaders() {
  }

  static boolean areIn(MultiMap headers) {
    if (headers.contains("ce-specversion")) {
      return true;
    }
    for (var header : headers) {
      if (header.getKey().regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
        return true;
      }
    }
    return false;
  }

  /// Names without the prefix, and values decoded, in the order of the headers; or the first that cannot be decoded.
  static Decoded<List<Map.Entry<String, String>>> read(MultiMap headers) {
    var attributes = new ArrayList<Map.Entry<String, String>>();
    for (var header : headers) {
      var name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith(PREFIX)) {
        name = name.substring(PREFIX.length());
        var value = decoded(unquoted(header.getValue()));
        if (value == null) {
          return new Decoded.Refused<>("", new Refusal(Reason.INVALID_ATTRIBUTE, "/" + name,
              "a header's value is printable ASCII; everything else, space, \" and % are percent-encoded UTF-8"));
        }
        attributes.add(Map.entry(name, value));
      }
    }
    return new Decoded.Event<>(attributes);
  }

  /// Earlier versions of the binding had quoted strings (RFC 7230, 3.2.6).
  private static String unquoted(String value) {
    int last = value.length() - 1;
    if (last < 1 || value.charAt(0) != '"' || value.charAt(last) != '"') {
      return value;
    }
    var text = new StringBuilder(last);
    for (int i = 1; i < last; i++) {
      if (value.charAt(i) == '\\' && i + 1 < last) {
        i++;
      }
      text.append(value.charAt(i));
    }
    return text.toString();
  }

  /// One round of percent-decoding, or null where a character or an escape has no place in a header, or the bytes are
  /// no UTF-8 (`%C0%A0` is an overlong space).
  private static @Nullable String decoded(String value) {
    var bytes = new ByteArrayOutputStream(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c > '~') {
        return null;
      }
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      boolean whole = i + 2 < value.length();
      int high = whole ? Character.digit(value.charAt(i + 1), HEX) : -1;
      int low = whole ? Character.digit(value.charAt(i + 2), HEX) : -1;
      if (high < 0 || low < 0) {
        return null;
      }
      bytes.write(high * HEX + low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    } catch (CharacterCodingException foreign) {
      return null;
    }
  }
}
