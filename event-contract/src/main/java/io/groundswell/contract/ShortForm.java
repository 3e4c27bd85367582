package io.groundswell.contract;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What the short form of an event stands for: `metrics` and `kind` beside the attributes are the data of a
/// `metric.observed`, and `source` and `id` need not be there.
final class ShortForm {

  static final String METRICS = "metrics";
  static final String KIND = "kind";
  /// The type of an event with `metrics`.
  static final String TYPE = "metric.observed";
  /// The source of an event that names none.
  static final String SOURCE = "api";
  private static final int ID_BYTES = 16;

  private ShortForm() {
  }

  /// The data that the two members stand for.
  static JsonSpan data(@Nullable String kind, JsonSpan metrics) {
    var json = new ByteArrayOutputStream(metrics.length() + 48);
    var head = kind == null ? "{\"metrics\":" : "{\"kind\":\"" + kind + "\",\"metrics\":";
    json.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    json.write(metrics.buffer(), metrics.offset(), metrics.length());
    json.write('}');
    return new JsonSpan(json.toByteArray(), 0, json.size());
  }

  /// The id of an event that has a time, but no id: a digest of the words in which it was sent, so that the same words
  /// again are the same event again.
  static String id(byte[] buffer, int from, int to) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      sha.update(buffer, from, to - from);
      return HexFormat.of().formatHex(Arrays.copyOf(sha.digest(), ID_BYTES));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
