package io.groundswell.contract;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/// The one secret that all services of a system share and no database holds: who steals the tables still cannot check a
/// guess, or forge what we signed. Every use gets a key of its own, so that none can be had from another.
public final class Pepper {

  /// Fewer characters are refused: 32 random ones of any alphabet cannot be tried out.
  public static final int SHORTEST = 32;

  private static final int DERIVED_BYTES = 32;

  private final byte[] secret;

  private Pepper(byte[] secret) {
    this.secret = secret;
  }

  /// @throws IllegalArgumentException where it is shorter than [#SHORTEST], without saying what it is
  public static Pepper of(String text) {
    if (text.length() < SHORTEST) {
      throw new IllegalArgumentException("the pepper needs at least " + SHORTEST + " characters");
    }
    return new Pepper(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The key of one use, 32 bytes by HKDF-SHA256 (RFC 5869) with the label as its info: the same in every service.
  public byte[] derive(String label) {
    try {
      return KDF.getInstance("HKDF-SHA256").deriveData(HKDFParameterSpec.ofExtract().addIKM(secret)
          .thenExpand(label.getBytes(StandardCharsets.UTF_8), DERIVED_BYTES));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /// Never the secret.
  @Override
  public String toString() {
    return "pepper";
  }
}
