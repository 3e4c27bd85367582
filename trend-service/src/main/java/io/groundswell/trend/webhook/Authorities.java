package io.groundswell.trend.webhook;

import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Whose certificates are trusted: of the authorities that Java trusts, and of those that are given.
final class Authorities {

  private Authorities() {
  }

  /// @param file certificates as PEM
  /// @throws IllegalStateException if it holds none, at the start
  static TrustOptions trusted(String file) {
    try {
      var given = given(file);
      var all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      for (var authority : Stream.concat(Stream.of(manager(null).getAcceptedIssuers()), given.stream()).toList()) {
        all.setCertificateEntry("authority-" + all.size(), authority);
      }
      return TrustOptions.wrap(manager(all));
    } catch (GeneralSecurityException | IOException unusable) {
      throw new IllegalStateException(
          "groundswell.webhook.authorities: " + file + " is no file of certificates (PEM): " + unusable.getMessage(),
          unusable);
    }
  }

  private static List<Certificate> given(String file) throws GeneralSecurityException, IOException {
    try (var bytes = Files.newInputStream(Path.of(file))) {
      var given = new ArrayList<Certificate>(CertificateFactory.getInstance("X.509").generateCertificates(bytes));
      if (given.isEmpty()) {
        throw new IOException("it is empty");
      }
      return given;
    }
  }

  /// @param store null for what Java trusts
  private static X509TrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Stream.of(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
