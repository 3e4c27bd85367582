package io.groundswell.trend.webhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.microprofile.config.ConfigProvider;

/// An authority, and a receiver's certificate of it for 127.0.0.1 and `hooks.example`, made by the JDK's keytool.
///
/// @param authority its certificate, as PEM
/// @param store the receiver's certificate and key
public record Certified(Path authority, Path store) {

  private static final String STORE = "receiver.p12";
  private static final String PASSWORD = "certificates-of-a-test";

  /// @param name of the authority, which tells two of them apart
  public static Certified by(String name) {
    try {
      var directory = Files.createTempDirectory("certified");
      var store = directory.resolve(STORE);
      var authority = directory.resolve("authority.pem");
      keytool(store, "-genkeypair", "-alias", "authority", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "bc:c");
      keytool(store, "-genkeypair", "-alias", "receiver", "-keyalg", "EC", "-dname", "CN=receiver", "-signer",
          "authority", "-ext", "san=ip:127.0.0.1,dns:hooks.example");
      keytool(store, "-exportcert", "-alias", "authority", "-rfc", "-file", authority.toString());
      keytool(store, "-delete", "-alias", "authority");
      return new Certified(authority, store);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopping);
    }
  }

  /// Of the authority that the service under test trusts.
  static Certified trusted() {
    var authority = Path.of(ConfigProvider.getConfig().getValue("groundswell.webhook.authorities", String.class));
    return new Certified(authority, authority.resolveSibling(STORE));
  }

  /// As a server has it.
  SSLContext server() throws IOException, GeneralSecurityException {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
  }
}
