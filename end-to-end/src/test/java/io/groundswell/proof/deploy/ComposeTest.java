package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.proof.SharedSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `docker-compose.yml` and the base of the cluster are the same system.
class ComposeTest {

  private static final List<String> SERVICES = List.of("ingest", "metrics", "trend");
  private static final int MOST_LINES = 120;

  private String text = "";
  private JsonNode services;

  @BeforeEach
  void read() throws IOException {
    text = Files.readString(SharedSystem.root().resolve("docker-compose.yml"));
    services = Overlay.read(text).getFirst().path("services");
  }

  @Test
  void theFileIsShortAndHoldsNoSecret() {
    assertThat(text.lines().count()).isLessThanOrEqualTo(MOST_LINES);
    assertThat(text.lines().filter(line -> line.matches(".*(PASSWORD|PEPPER|_KEY): .*")))
        .isNotEmpty().allMatch(line -> line.matches(".*: \\$\\{[A-Z_]+:.*}"));
  }

  /// docker-compose 1.29, which Debian 12 has, knows no others.
  @Test
  void theFileHasOnlyPartsThatAnyComposeKnows() {
    assertThat(Overlay.read(text).getFirst().fieldNames()).toIterable()
        .allMatch(name -> name.startsWith("x-") || name.equals("services") || name.equals("volumes"));
  }

  @Test
  void theDockerfileAsksForNothingThatOnlyBuildKitDoes() throws IOException {
    var lines = Files.readAllLines(Overlay.deploy().resolve("Dockerfile"));
    assertThat(lines).isNotEmpty()
        .noneMatch(line -> line.matches("(?i)#\\s*syntax\\s*=.*"))
        .noneMatch(line -> line.matches("(COPY|ADD|RUN) .*--(chmod|link|mount|parents|exclude)\\b.*"))
        .noneMatch(line -> line.contains("<<"));
  }

  @Test
  void theImageSaysWhatItIsAndHoldsTheListOfWhatIsInside() throws IOException {
    var file = Files.readString(Overlay.deploy().resolve("Dockerfile"));
    var version = Files.readString(SharedSystem.root().resolve("pom.xml")).split("<version>")[1].split("<")[0];

    assertThat(file).contains("ARG VERSION=" + version + "\n", "org.opencontainers.image.version=\"${VERSION}\"",
        "org.opencontainers.image.revision=\"${REVISION}\"",
        "io.groundswell.sbom=\"/usr/share/sbom/${SERVICE}.cdx.json\"",
        "COPY --from=rehearsal /sbom /usr/share/sbom", "-Dcyclonedx.skip=false");
    // What `groundswell images` saves is none of the sources.
    assertThat(Files.readAllLines(SharedSystem.root().resolve(".dockerignore")))
        .contains("images", "**/target", ".git");
    assertThat(Files.readAllLines(SharedSystem.root().resolve(".gitignore"))).contains("/images/");
  }

  @Test
  void imagesPortsAndChecksAreThoseOfTheBase() {
    var local = Overlay.render("local");
    for (var name : SERVICES) {
      var container = Overlay.container(local.one("Deployment", name));
      var service = services.path(name);
      int port = container.at("/ports/0/containerPort").asInt();

      assertThat(service.path("image")).isEqualTo(container.path("image"));
      assertThat(service.at("/ports/0").asText()).isEqualTo("127.0.0.1:" + port + ":" + port);
      assertThat(service.at("/healthcheck/test")).last().extracting(JsonNode::asText)
          .isEqualTo(container.at("/ports/1/containerPort").asText());
      assertThat(service.path("read_only").asBoolean()).isTrue();
      assertThat(service.path("stop_grace_period").asText()).isEqualTo(
          local.one("Deployment", name).at("/spec/template/spec/terminationGracePeriodSeconds").asText() + "s");
      assertThat(service.at("/build/args/SERVICE").asText()).isEqualTo(name + "-service");
    }
  }

  @Test
  void aHealthCheckRunsAClassThatThereIs() {
    for (var name : SERVICES) {
      var test = services.path(name).at("/healthcheck/test");
      var main = test.get(test.size() - 2).asText();
      assertThat(SharedSystem.root().resolve("groundwork/src/main/java/" + main.replace('.', '/') + ".java")).exists();
    }
  }

  @Test
  void servicesGetTheSettingsOfTheBaseAndNoneThatThereIsNot() {
    var settings = new Settings();
    var local = Overlay.render("local");
    for (var name : SERVICES) {
      var inCluster = new HashSet<String>();
      local.all("ConfigMap").forEach(map -> map.path("data").fieldNames().forEachRemaining(inCluster::add));
      Overlay.container(local.one("Deployment", name)).path("env")
          .forEach(variable -> inCluster.add(variable.path("name").asText()));
      var here = new HashSet<String>();
      services.path(name).path("environment").fieldNames().forEachRemaining(here::add);

      assertThat(here).allMatch(settings::has);
      // A secret is a variable here and a file there; the time to drain belongs to a balancer.
      inCluster.removeAll(Set.of("GROUNDSWELL_ACCESS_PEPPER_FILE", "QUARKUS_SHUTDOWN_DELAY"));
      assertThat(here).containsAll(inCluster).contains("GROUNDSWELL_ACCESS_PEPPER");
    }
  }

  @Test
  void servicesWaitForTheServersUntilTheseAreHealthy() {
    for (var name : SERVICES) {
      for (var server : List.of("kafka", "postgres")) {
        assertThat(services.path(name).at("/depends_on/" + server + "/condition").asText())
            .isEqualTo("service_healthy");
        assertThat(services.path(server).path("healthcheck").path("test")).isNotEmpty();
      }
    }
  }

  @Test
  void theObserversComeOnlyWhenTheyAreAskedFor() throws IOException {
    for (var name : List.of("prometheus", "grafana")) {
      assertThat(services.path(name).at("/profiles/0").asText()).isEqualTo("observability");
    }
    for (var job : Overlay.read(Files.readString(Overlay.deploy().resolve("observability/prometheus.yml"))).getFirst()
        .path("scrape_configs")) {
      var target = job.at("/static_configs/0/targets/0").asText().split(":");
      assertThat(job.path("job_name").asText()).isEqualTo(target[0] + "-service");
      assertThat(services.path(target[0]).at("/healthcheck/test")).last().extracting(JsonNode::asText)
          .isEqualTo(target[1]);
    }
  }
}
