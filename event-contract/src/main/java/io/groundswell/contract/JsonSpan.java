package io.groundswell.contract;

import java.nio.charset.StandardCharsets;

/// A validated JSON value inside a larger buffer, so that `data` is copied as it is and never rewritten.
/// The buffer is shared: nobody writes to it.
///
/// @param offset first byte of the value
/// @param length bytes of the value
public record JsonSpan(byte[] buffer, int offset, int length) {

  public JsonSpan {
    if (offset < 0 || length < 2 || offset + length > buffer.length) {
      throw new IllegalArgumentException("a JSON object of at least two bytes inside of the buffer");
    }
  }

  /// The JSON text.
  public String text() {
    return new String(buffer, offset, length, StandardCharsets.UTF_8);
  }
}
