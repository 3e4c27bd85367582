package io.groundswell.migration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A `V…` file with the `U…` file beside it.
///
/// @param service short name: `ingest`, `metrics`, `trend`
/// @param version as the file says it: `2.4.1`
/// @param script name of the file
/// @param undoScript null where there is no way back
/// @param check a query of the migration's own, from `verify/V….sql`: each row that it returns is a fault; null for
/// none
public record MigrationFile(String service, String version, String script, @Nullable Integer checksum, String sql,
    @Nullable String undoScript, @Nullable String undoSql, @Nullable String check) {

  /// SHA-256 of its text, hexadecimal.
  public String sha256() {
    return sha256(sql);
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /// `metrics 2.4.1`.
  public String label() {
    return service + " " + version;
  }
}
