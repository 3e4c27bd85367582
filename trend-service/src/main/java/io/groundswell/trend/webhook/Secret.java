package io.groundswell.trend.webhook;

import io.groundswell.contract.Pepper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What a webhook is signed with, by the Standard Webhooks specification 1.0: 32 bytes, written as `whsec_` and base64.
///
/// It follows from the pepper and the webhook's id, so it stands nowhere, and is the same on every replica.
final class Secret {

  static final String PEPPER_LABEL = "webhooks";

  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  static Secret of(Pepper pepper, UUID webhook) {
    return new Secret(mac(pepper.derive(PEPPER_LABEL), webhook.toString().getBytes(StandardCharsets.US_ASCII)));
  }

  /// For the receiver, once.
  String text() {
    return PREFIX + Base64.getEncoder().encodeToString(bytes);
  }

  /// The header `webhook-signature`: HMAC-SHA256 over `id.timestamp.body`.
  ///
  /// @param seconds since 1970, as in the header `webhook-timestamp`
  String signature(String id, long seconds, String body) {
    var signed = id + "." + seconds + "." + body;
    return "v1," + Base64.getEncoder().encodeToString(mac(bytes, signed.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] mac(byte[] key, byte[] text) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(text);
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /// Never the secret.
  @Override
  public String toString() {
    return "secret";
  }
}
