package io.groundswell.contract;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// An API key as its owner holds it: `gsk_<id>_<secret><checksum>`. The prefix lets secret scanners find it, the id
/// finds its row without the secret, the checksum tells a typing error from a wrong key before anything is looked up.
///
/// @param id 12 characters, public
/// @param secret 52 characters of base 32: 256 random bits and more, never stored
public record ApiKey(String id, String secret) {

  /// The use under which the pepper gives the key of [#mac].
  public static final String PEPPER_LABEL = "keys";

  private static final String PREFIX = "gsk_";
  private static final char[] ALPHABET = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();
  private static final int ID_LENGTH = 12;
  private static final int SECRET_LENGTH = 52;
  private static final int CHECKSUM_LENGTH = 8;
  private static final int LENGTH = PREFIX.length() + ID_LENGTH + 1 + SECRET_LENGTH + CHECKSUM_LENGTH;

  /// A new random key.
  public static ApiKey generate(SecureRandom random) {
    return new ApiKey(text(random, ID_LENGTH), text(random, SECRET_LENGTH));
  }

  /// The public part of what may be a key, without a look at the rest; null where the text cannot be one.
  public static @Nullable String findId(String text) {
    return text.length() == LENGTH && text.startsWith(PREFIX)
        ? text.substring(PREFIX.length(), PREFIX.length() + ID_LENGTH) : null;
  }

  /// The key in the text, or null where it is not one or its checksum is wrong.
  public static @Nullable ApiKey find(String text) {
    var id = findId(text);
    if (id == null || text.charAt(PREFIX.length() + ID_LENGTH) != '_') {
      return null;
    }
    var secret = text.substring(PREFIX.length() + ID_LENGTH + 1, LENGTH - CHECKSUM_LENGTH);
    var key = new ApiKey(id, secret);
    return key.text().equals(text) ? key : null;
  }

  /// The key as its owner types it. Handle with care: this is the secret.
  public String text() {
    var body = PREFIX + id + "_" + secret;
    var crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    return body + String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  /// What is stored of it: HMAC-SHA256 of the secret. Enough without salt or stretching, for the secret is 256 random
  /// bits.
  ///
  /// @param key derived from the pepper for the use [#PEPPER_LABEL]
  public byte[] mac(byte[] key) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(secret.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /// Its public part only, so that a key never lands in a log.
  @Override
  public String toString() {
    return PREFIX + id + "_…";
  }

  private static String text(SecureRandom random, int length) {
    var text = new char[length];
    for (int i = 0; i < length; i++) {
      text[i] = ALPHABET[random.nextInt(ALPHABET.length)];
    }
    return new String(text);
  }
}
