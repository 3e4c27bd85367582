package io.groundswell.metrics.forgetting;

import io.groundswell.contract.Pepper;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Recognises a person without naming them: user ids can be guessed, so a bare hash of one would be no secret.
@ApplicationScoped
class PersonHash {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  PersonHash(Pepper pepper) {
    this.key = new SecretKeySpec(pepper.derive("forgetting"), ALGORITHM);
  }

  ByteBuffer of(int organization, String userId) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return ByteBuffer.wrap(mac.doFinal((organization + "\n" + userId).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /// What a subject is called that was named for the person.
  static String pseudonym(ByteBuffer hash) {
    var beginning = new byte[8];
    hash.get(0, beginning);
    return "forgotten-" + HexFormat.of().formatHex(beginning);
  }
}
