package io.groundswell.ingest;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// An edge with room for little, so that tests come to its limits with little; it can also be reached by TLS.
public final class Strict implements QuarkusTestProfile {

  public static final String PASSWORD = "certificate-of-a-test";

  /// Quarkus may load this class more than once, so what it made is kept as a system property.
  private static final String STORE = "groundswell.strict.store";

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.ofEntries(Map.entry("groundswell.door.body-deadline", "5s"),
        Map.entry("groundswell.connection.header-deadline", "2s"), Map.entry("groundswell.quota.most-held", "100K"),
        Map.entry("groundswell.quota.key-share", "98"), Map.entry("groundswell.lines.patience", "2s"),
        Map.entry("groundswell.lines.most-streams", "2"), Map.entry("groundswell.lines.most-bytes-together", "16K"),
        Map.entry("groundswell.census.most-metrics", "5"), Map.entry("groundswell.census.most-series", "8"),
        Map.entry("quarkus.http.limits.max-connections", "700"), Map.entry("quarkus.http.test-ssl-port", "0"),
        Map.entry("quarkus.http.ssl.certificate.key-store-file", keyStore().toString()),
        Map.entry("quarkus.http.ssl.certificate.key-store-password", PASSWORD));
  }

  /// The certificate of the edge, which vouches for itself.
  public static synchronized Path keyStore() {
    var made = System.getProperty(STORE);
    if (made != null) {
      return Path.of(made);
    }
    try {
      var store = Files.createTempDirectory("groundswell-strict-").resolve("edge.p12");
      var keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
          "-genkeypair", "-alias", "edge", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost",
          "-validity", "2", "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD)
          .redirectErrorStream(true).start();
      var said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool: " + said);
      }
      System.setProperty(STORE, store.toString());
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
