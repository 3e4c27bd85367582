package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.proof.SharedSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// All replicas that there may be at once, with all their pools full, find their connections to the database.
class ConnectionsTest {

  private static final List<String> SERVICES = List.of("ingest", "metrics", "trend");

  /// What the server keeps for superusers, its operator's own, the migration Job's, and those of people's commands.
  private static final int BESIDE = 30;

  /// `max_connections` of a server that nobody has told otherwise.
  private static final int OF_A_PLAIN_SERVER = 100;

  @Test
  void whatScalersMayMakeFitsTheCluster() throws IOException {
    for (var name : List.of("staging", "production")) {
      var overlay = Overlay.render(name);
      int needed = BESIDE;
      for (var service : SERVICES) {
        needed += mostReplicas(overlay, service) * pools(overlay, service);
      }
      int allowed = overlay.one("Cluster", "groundswell-postgres").at("/spec/postgresql/parameters/max_connections")
          .asInt();

      assertThat(needed).as(name + " asks for connections").isLessThanOrEqualTo(allowed);
      assertThat(BESIDE + mostReplicas(overlay, "metrics") * readers()).as(name + " asks its standbys")
          .isLessThanOrEqualTo(allowed);
    }
  }

  @Test
  void oneOfEachFitsAPlainServer() throws IOException {
    var local = Overlay.render("local");
    int needed = BESIDE;
    for (var service : SERVICES) {
      needed += pools(local, service);
    }

    assertThat(needed).isLessThanOrEqualTo(OF_A_PLAIN_SERVER);
  }

  /// What a scaler may make, and those that are there more while a release comes in.
  private static int mostReplicas(Overlay overlay, String service) {
    var most = Stream.concat(
        overlay.all("ScaledObject").filter(scaler -> Overlay.nameOf(scaler).equals(service))
            .map(scaler -> scaler.at("/spec/maxReplicaCount")),
        overlay.all("HorizontalPodAutoscaler").filter(scaler -> Overlay.nameOf(scaler).equals(service))
            .map(scaler -> scaler.at("/spec/maxReplicas")))
        .mapToInt(JsonNode::asInt).max().orElseThrow(() -> new AssertionError("nothing scales " + service));
    return most + overlay.one("Deployment", service).at("/spec/strategy/rollingUpdate/maxSurge").asInt();
  }

  /// Of a replica, both ways to the main server.
  private static int pools(Overlay overlay, String service) throws IOException {
    return pool(overlay, service, "quarkus.datasource.jdbc.max-size")
        + pool(overlay, service, "quarkus.datasource.reactive.max-size");
  }

  /// As the overlay sets it, or the service, or what all services share.
  private static int pool(Overlay overlay, String service, String key) throws IOException {
    var variable = key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    var set = overlay.all("ConfigMap").map(map -> map.at("/data/" + variable)).filter(JsonNode::isTextual).findFirst();
    if (set.isPresent()) {
      return set.orElseThrow().asInt();
    }
    var properties = new Properties();
    for (var file : List.of("groundwork/src/main/resources/META-INF/microprofile-config.properties",
        service + "-service/src/main/resources/application.properties")) {
      try (var reader = Files.newBufferedReader(SharedSystem.root().resolve(file))) {
        properties.load(reader);
      }
    }
    return Integer.parseInt(properties.getProperty(key));
  }

  /// Of a replica that reads from a standby.
  private static int readers() {
    return Setting.all().stream().filter(setting -> setting.name().equals("groundswell.postgres.read.connections"))
        .mapToInt(setting -> Integer.parseInt(setting.fallback())).findFirst().orElseThrow();
  }
}
