package io.groundswell.metrics.dayfile;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// SHA-256 over all values of rows in their order, however they are stored.
final class RowDigest {

  private static final byte NOTHING = 0;
  private static final byte NUMBER = 1;
  private static final byte BYTES = 2;
  private static final int UUID_BYTES = 16;

  private final MessageDigest digest = sha256();
  private final ByteBuffer number = ByteBuffer.allocate(1 + Long.BYTES);
  private long rows;

  void add(List<@Nullable Object> row) {
    for (var value : row) {
      switch (value) {
        case null -> digest.update(NOTHING);
        case Long whole -> add(whole.longValue());
        case Integer whole -> add(whole.longValue());
        case Double real -> add(Double.doubleToLongBits(real));
        case UUID uuid -> add(bytes(uuid));
        case String text -> add(text.getBytes(StandardCharsets.UTF_8));
        default -> throw new IllegalArgumentException("no column holds a " + value.getClass());
      }
    }
    rows++;
  }

  long rows() {
    return rows;
  }

  /// In lower-case hexadecimal. Ends the digest.
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }

  static byte[] bytes(UUID uuid) {
    return ByteBuffer.allocate(UUID_BYTES).putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits()).array();
  }

  static UUID uuid(ByteBuffer bytes) {
    return new UUID(bytes.getLong(bytes.position()), bytes.getLong(bytes.position() + Long.BYTES));
  }

  private void add(long whole) {
    digest.update(number.clear().put(NUMBER).putLong(whole).array());
  }

  private void add(byte[] bytes) {
    // With the length, or "ab" "c" would be "a" "bc".
    digest.update(number.clear().put(BYTES).putLong(bytes.length).array());
    digest.update(bytes);
  }
}
