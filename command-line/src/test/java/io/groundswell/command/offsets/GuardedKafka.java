package io.groundswell.command.offsets;

import io.groundswell.sandbox.backend.EmbeddedBroker;
import io.groundswell.sandbox.backend.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A broker that lets in only who comes by TLS with a password.
final class GuardedKafka implements AutoCloseable {

  private static final String PASSWORD = "only for this test";
  private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

  private final EmbeddedBroker broker;
  private final Path keys;
  private final int port = FreePort.any();

  GuardedKafka(Path directory) throws IOException, InterruptedException {
    keys = directory.resolve("keys.p12");
    makeKeys(keys);
    int open = FreePort.any();
    int controller = FreePort.any();
    broker = EmbeddedBroker.start(directory.resolve("data"), open, Map.ofEntries(
        Map.entry("listeners", "PLAINTEXT://127.0.0.1:" + open + ",SASL_SSL://127.0.0.1:" + port
            + ",CONTROLLER://127.0.0.1:" + controller),
        Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + open + ",SASL_SSL://127.0.0.1:" + port),
        Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controller),
        Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT"),
        Map.entry("inter.broker.listener.name", "PLAINTEXT"),
        Map.entry("ssl.keystore.location", keys.toString()),
        Map.entry("ssl.keystore.password", PASSWORD),
        Map.entry("ssl.keystore.type", "PKCS12"),
        Map.entry("sasl.enabled.mechanisms", "PLAIN"),
        Map.entry("listener.name.sasl_ssl.plain.sasl.jaas.config", LOGIN + "user_operator=\"secret\";")));
  }

  private static void makeKeys(Path file) throws IOException, InterruptedException {
    var keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair", "-alias", "broker", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1",
        "-keystore", file.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD)
        .redirectError(ProcessBuilder.Redirect.DISCARD).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool made no keys");
    }
  }

  /// Where nobody is asked for anything.
  String openServers() {
    return broker.bootstrapServers();
  }

  String guardedServers() {
    return "127.0.0.1:" + port;
  }

  /// What an operator writes down to be let in.
  Path clientProperties(String password) throws IOException {
    return Files.writeString(keys.resolveSibling("client.properties"), """
        security.protocol=SASL_SSL
        sasl.mechanism=PLAIN
        sasl.jaas.config=%susername="operator" password="%s";
        ssl.truststore.location=%s
        ssl.truststore.password=%s
        ssl.truststore.type=PKCS12
        """.formatted(LOGIN, password, keys, PASSWORD));
  }

  @Override
  public void close() {
    broker.close();
  }
}
