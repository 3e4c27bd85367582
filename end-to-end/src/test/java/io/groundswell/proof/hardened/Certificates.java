package io.groundswell.proof.hardened;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// An authority and a server's certificate from it for 127.0.0.1, made by the JDK's keytool: as PEM for PostgreSQL and
/// the clients, as PKCS #12 for the broker.
record Certificates(Path authority, Path serverCertificate, Path serverKey, Path serverStore) {

  static final String PASSWORD = "certificates-of-a-test";

  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  /// @param name of the authority, which tells two of them apart
  static Certificates make(Path directory, String name) throws IOException, GeneralSecurityException,
      InterruptedException {
    Files.createDirectories(directory);
    var authorityStore = directory.resolve("authority.p12");
    var serverStore = directory.resolve("server.p12");
    var request = directory.resolve("server.csr");
    var signed = directory.resolve("server.crt");
    keytool(authorityStore, "-genkeypair", "-alias", "authority", "-keyalg", "EC", "-dname", "CN=" + name, "-ext",
        "bc:c", "-validity", "2");
    keytool(serverStore, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-validity",
        "2");
    keytool(serverStore, "-certreq", "-alias", "server", "-file", request.toString());
    keytool(authorityStore, "-gencert", "-alias", "authority", "-infile", request.toString(), "-outfile",
        signed.toString(), "-rfc", "-validity", "2", "-ext", "san=ip:127.0.0.1,dns:localhost");
    var authority = directory.resolve("authority.pem");
    keytool(authorityStore, "-exportcert", "-alias", "authority", "-rfc", "-file", authority.toString());
    keytool(serverStore, "-importcert", "-noprompt", "-alias", "authority", "-file", authority.toString());
    keytool(serverStore, "-importcert", "-noprompt", "-alias", "server", "-file", signed.toString());
    return new Certificates(authority, signed, key(serverStore, directory.resolve("server.key")), serverStore);
  }

  /// PostgreSQL takes no key that others may read.
  private static Path key(Path store, Path file) throws IOException, GeneralSecurityException {
    var entries = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    var key = entries.getKey("server", PASSWORD.toCharArray()).getEncoded();
    Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file,
        "-----BEGIN PRIVATE KEY-----\n" + LINES.encodeToString(key) + "\n-----END PRIVATE KEY-----\n");
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
