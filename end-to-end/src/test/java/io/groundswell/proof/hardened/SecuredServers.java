package io.groundswell.proof.hardened;

import io.groundswell.contract.Lane;
import io.groundswell.sandbox.backend.EmbeddedBroker;
import io.groundswell.sandbox.backend.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/// A database that takes logins by SCRAM over TLS and nothing else, and a broker that takes logins by SCRAM over TLS
/// and lets each do only what docs/security.md lists.
record SecuredServers(EmbeddedDatabase database, EmbeddedBroker broker, Certificates certificates)
    implements AutoCloseable {

  private static final String ADMIN = "admin";
  /// Fewer than the edge would make: an operator made the topics.
  private static final int PARTITIONS = 3;

  static SecuredServers start(Path directory, Certificates certificates)
      throws IOException, SQLException, ExecutionException, InterruptedException {
    var database = EmbeddedDatabase.start(directory.resolve("postgres"), 0);
    try {
      secure(database, directory.resolve("postgres/data/pg_hba.conf"), certificates);
      var broker =
          EmbeddedBroker.start(directory.resolve("kafka"), 0, SecurityProtocol.SASL_SSL, settings(certificates),
              List.of(user(ADMIN), user("ingest"), user("metrics"), user("trend")));
      var servers = new SecuredServers(database, broker, certificates);
      servers.permit();
      return servers;
    } catch (IOException | SQLException | ExecutionException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /// What a service's Kafka clients need, by Kafka's names.
  Map<String, String> client(String user) {
    return Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "SCRAM-SHA-512", "sasl.jaas.config", login(user),
        "ssl.truststore.type", "PEM", "ssl.truststore.location", certificates.authority().toString());
  }

  @Override
  public void close() {
    broker.close();
    database.close();
  }

  private static void secure(EmbeddedDatabase database, Path access, Certificates certificates)
      throws IOException, SQLException {
    try (var connection = database.connectAsSuperuser("postgres"); var statement = connection.createStatement()) {
      statement.execute("ALTER SYSTEM SET ssl_cert_file = '" + certificates.serverCertificate() + "'");
      statement.execute("ALTER SYSTEM SET ssl_key_file = '" + certificates.serverKey() + "'");
      statement.execute("ALTER SYSTEM SET ssl = on");
      Files.writeString(access, "hostssl all all 127.0.0.1/32 scram-sha-256\n");
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  private static Map<String, String> settings(Certificates certificates) {
    return Map.ofEntries(
        Map.entry("ssl.keystore.type", "PKCS12"),
        Map.entry("ssl.keystore.location", certificates.serverStore().toString()),
        Map.entry("ssl.keystore.password", Certificates.PASSWORD),
        Map.entry("ssl.key.password", Certificates.PASSWORD),
        Map.entry("ssl.truststore.type", "PEM"),
        Map.entry("ssl.truststore.location", certificates.authority().toString()),
        Map.entry("sasl.enabled.mechanisms", "SCRAM-SHA-512"),
        Map.entry("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512"),
        Map.entry("listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config", login(ADMIN)),
        Map.entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
        // The controller's listener, which only the broker itself speaks to, asks for no name.
        Map.entry("super.users", "User:" + ADMIN + ";User:ANONYMOUS"));
  }

  private static String login(String user) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
        + password(user) + "\";";
  }

  private static String user(String name) {
    return "SCRAM-SHA-512=[name=" + name + ",password=" + password(name) + "]";
  }

  private static String password(String user) {
    return "secret-of-" + user;
  }

  private void permit() throws ExecutionException, InterruptedException {
    var settings = new HashMap<String, Object>(client(ADMIN));
    settings.put("bootstrap.servers", broker.bootstrapServers());
    var permissions = new ArrayList<AclBinding>();
    var topics = new ArrayList<NewTopic>();
    for (var lane : Lane.values()) {
      topics.add(new NewTopic(lane.topic(), PARTITIONS, (short) 1)
          .configs(Map.of("message.timestamp.type", "LogAppendTime", "retention.bytes", "-1")));
      allow(permissions, "ingest", ResourceType.TOPIC, lane.topic(), PatternType.LITERAL, AclOperation.WRITE,
          AclOperation.DESCRIBE_CONFIGS);
      allow(permissions, "metrics", ResourceType.TOPIC, lane.topic(), PatternType.LITERAL, AclOperation.READ,
          AclOperation.WRITE);
      allow(permissions, "trend", ResourceType.TOPIC, lane.topic(), PatternType.LITERAL, AclOperation.READ);
    }
    topics.add(new NewTopic("trends.v1", PARTITIONS, (short) 1));
    allow(permissions, "trend", ResourceType.TOPIC, "trends.v1", PatternType.LITERAL, AclOperation.READ,
        AclOperation.WRITE);
    allow(permissions, "metrics", ResourceType.GROUP, "groundswell-metrics", PatternType.PREFIXED, AclOperation.READ);
    allow(permissions, "trend", ResourceType.GROUP, "trend", PatternType.PREFIXED, AclOperation.READ);
    try (var admin = Admin.create(settings)) {
      admin.createTopics(topics).all().get();
      admin.createAcls(permissions).all().get();
    }
  }

  private static void allow(List<AclBinding> permissions, String user, ResourceType type, String name,
      PatternType pattern, AclOperation... operations) {
    for (var operation : operations) {
      permissions.add(new AclBinding(new ResourcePattern(type, name, pattern),
          new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW)));
    }
  }
}
