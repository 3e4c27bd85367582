package io.groundswell.proof.deploy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.contract.Lane;
import io.groundswell.proof.SharedSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Every overlay is rendered; every object is held to the schema of its kind, and what it names to the code.
@TestInstance(Lifecycle.PER_CLASS)
class ManifestsTest {

  /// In the order in which their tables lean on each other's.
  private static final List<String> SERVICES = List.of("ingest", "metrics", "trend");
  private static final List<String> CONSUMERS = List.of("metrics", "trend");

  private final Kinds kinds = new Kinds();
  private List<Overlay> overlays = List.of();

  @BeforeAll
  void render() {
    overlays = Overlay.NAMES.stream().map(Overlay::render).toList();
  }

  @Test
  void everyObjectHasOnlyFieldsThatItsKindHas() {
    for (var overlay : overlays) {
      assertThat(overlay.objects()).hasSizeGreaterThan(15);
      for (var object : overlay.objects()) {
        assertThat(kinds.faults(object)).as(overlay.name() + ": " + Overlay.title(object)).isEmpty();
      }
    }
  }

  @Test
  void aFieldThatNoKindHasIsFound() throws IOException {
    var planted = Map.of(
        "Deployment ingest", "/spec/template/spec/containers/0/readinessProbe/httpGet",
        "ScaledObject metrics", "/spec/triggers/0",
        "KafkaTopic events.v1", "/spec",
        "Cluster groundswell-postgres", "/spec/bootstrap/initdb",
        "ScheduledBackup groundswell-nightly", "/spec/cluster",
        "ServiceMonitor trend", "/spec/endpoints/0",
        "NetworkPolicy callers", "/spec/ingress/0/ports/0");
    var production = overlays.getLast();
    for (var fault : planted.entrySet()) {
      var title = fault.getKey().split(" ");
      var object = new ObjectMapper().readTree(production.one(title[0], title[1]).toString());
      ((ObjectNode) object.at(fault.getValue())).put("misspelt", "x");

      assertThat(kinds.faults(object)).as(fault.getKey()).isNotEmpty();
    }
  }

  @Test
  void everySettingThatIsGivenExists() {
    var settings = new Settings();
    for (var overlay : overlays) {
      var named = new ArrayList<String>();
      overlay.all("ConfigMap").filter(map -> map.path("data").has("GROUNDSWELL_POSTGRES_URL"))
          .forEach(map -> map.path("data").fieldNames().forEachRemaining(named::add));
      assertThat(named).as(overlay.name()).contains("GROUNDSWELL_POSTGRES_URL");
      workloads(overlay).flatMap(Overlay::containers).forEach(container -> container.path("env")
          .forEach(variable -> named.add(variable.path("name").asText())));

      assertThat(named).as(overlay.name()).allMatch(settings::has);
    }
  }

  @Test
  void theImagesPortsAndProbesAreThoseOfTheServices() throws IOException {
    var version = version();
    for (var overlay : overlays) {
      for (var service : SERVICES) {
        var container = Overlay.container(overlay.one("Deployment", service));
        var properties = propertiesOf(service);

        assertThat(container.path("image").asText()).isEqualTo("groundswell/" + service + "-service:" + version);
        assertThat(portsOf(container)).isEqualTo(Map.of(
            "http", Integer.valueOf(properties.getProperty("quarkus.http.port")),
            "management", Integer.valueOf(properties.getProperty("quarkus.management.port"))));
        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
        for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
          assertThat(container.at("/" + probe + "/httpGet/port").asText()).isEqualTo("management");
        }
      }
    }
  }

  @Test
  void nothingRunsWithMoreRightsThanItNeeds() {
    for (var overlay : overlays) {
      assertThat(overlay.one("Namespace", "groundswell").at("/metadata/labels").path(
          "pod-security.kubernetes.io/enforce").asText()).isEqualTo("restricted");
      assertThat(overlay.one("NetworkPolicy", "default-deny").at("/spec/policyTypes")).hasSize(2);
      assertThat(overlay.all("Secret")).as("secrets are named, not given").isEmpty();
      workloads(overlay).forEach(workload -> {
        var pod = workload.at("/spec/template/spec");
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(overlay.one("ServiceAccount", pod.path("serviceAccountName").asText())
            .path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(Overlay.containers(workload)).allSatisfy(container -> {
          assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
          assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true)).isFalse();
          assertThat(container.at("/securityContext/capabilities/drop/0").asText()).isEqualTo("ALL");
          assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
          assertThat(container.at("/resources/requests/cpu").asText()).isNotEmpty();
        });
      });
    }
  }

  @Test
  void everyNetworkPolicyIsAboutPodsThatThereAre() {
    for (var overlay : overlays) {
      var pods = workloads(overlay).map(workload -> workload.at("/spec/template/metadata/labels")).toList();
      for (var policy : overlay.all("NetworkPolicy").toList()) {
        for (var selector : policy.findValues("podSelector")) {
          // Those of the operators are the operators' own to label, and those of the cluster the cluster's.
          if (!selector.toString().matches(".*(strimzi.io|cnpg.io|k8s-app).*")) {
            assertThat(pods).as(overlay.name() + ": " + Overlay.title(policy))
                .anyMatch(labels -> selects(selector, labels));
          }
        }
      }
      var names = overlay.one("NetworkPolicy", "ask-dns").at("/spec/podSelector");
      assertThat(pods).as("whoever connects asks for a name first").allMatch(labels -> selects(names, labels));
    }
  }

  @Test
  void aReleaseOfManyReplicasIsMigratedByAJobAndASmallOneByItself() throws IOException {
    assertThat(overlays.getFirst().all("Job")).isEmpty();
    for (var overlay : overlays.subList(1, overlays.size())) {
      var job = overlay.one("Job", "migrate-" + version().toLowerCase(Locale.ROOT).replace('.', '-'));
      var settings = overlay.all("ConfigMap").map(map -> map.path("data"))
          .filter(data -> data.has("GROUNDSWELL_POSTGRES_URL")).findFirst().orElseThrow();

      assertThat(settings.path("GROUNDSWELL_SCHEMA_MIGRATE_AT_START").asText()).isEqualTo("false");
      assertThat(settings.path("GROUNDSWELL_ASSURANCE_PRODUCTION").asText()).isEqualTo("true");
      assertThat(settings.path("GROUNDSWELL_CAPACITY_DISK").asText() + "i").isEqualTo(
          overlay.one("Cluster", "groundswell-postgres").at("/spec/storage/size").asText());
      assertThat(Overlay.containers(job)).extracting(container -> container.path("image").asText())
          .containsExactlyElementsOf(SERVICES.stream()
              .map(service -> overlay.one("Deployment", service))
              .map(deployment -> Overlay.container(deployment).path("image").asText()).toList());
      assertThat(Overlay.containers(job)).allSatisfy(container -> {
        var main = container.path("command").get(container.path("command").size() - 1).asText();
        assertThat(SharedSystem.root().resolve("groundwork/src/main/java/" + main.replace('.', '/') + ".java"))
            .exists();
        assertThat(container.path("volumeMounts")).extracting(mount -> mount.path("mountPath").asText())
            .contains("/etc/postgres");
      });
      assertThat(job.at("/spec/activeDeadlineSeconds").asInt()).isPositive();
    }
  }

  /// Without it `import_pressure()` sees no standby, and no import is slowed down by one that is behind.
  @Test
  void theOwnerOfTheTablesSeesHowFarTheStandbysAre() {
    for (var overlay : overlays.subList(1, overlays.size())) {
      var cluster = overlay.one("Cluster", "groundswell-postgres").at("/spec/bootstrap/initdb");

      assertThat(cluster.path("postInitApplicationSQL")).extracting(statement -> statement.asText())
          .contains("GRANT pg_monitor TO " + cluster.path("owner").asText());
    }
  }

  @Test
  void aPodMayTakeAsLongToEndAsItsServiceDoes() {
    for (var overlay : overlays) {
      for (var service : SERVICES) {
        var deployment = overlay.one("Deployment", service);
        assertThat(deployment.at("/spec/template/spec/terminationGracePeriodSeconds").asInt()).isGreaterThan(50);
        assertThat(deployment.at("/spec/template/spec/topologySpreadConstraints")).hasSize(2);
        assertThat(overlay.one("PodDisruptionBudget", service).at("/spec/maxUnavailable").asInt()).isOne();
      }
    }
  }

  @Test
  void noConsumerGetsMoreReplicasThanThereArePartitions() {
    for (var overlay : overlays) {
      for (var consumer : CONSUMERS) {
        Stream.concat(
            overlay.all("ScaledObject").filter(scaler -> Overlay.nameOf(scaler).equals(consumer))
                .map(scaler -> scaler.at("/spec/maxReplicaCount")),
            overlay.all("HorizontalPodAutoscaler").filter(scaler -> Overlay.nameOf(scaler).equals(consumer))
                .map(scaler -> scaler.at("/spec/maxReplicas")))
            .forEach(most -> assertThat(most.asInt()).isBetween(1, Lane.PARTITIONS));
      }
      boolean scaled = overlay.all("ScaledObject").findAny().isPresent()
          || overlay.all("HorizontalPodAutoscaler").findAny().isPresent();
      for (var service : SERVICES) {
        assertThat(overlay.one("Deployment", service).at("/spec/replicas").isMissingNode())
            .as("two who set the number of replicas would fight").isEqualTo(scaled);
      }
    }
  }

  @Test
  void lagIsAskedOfTheGroupsAndTopicsThatThereAre() throws IOException {
    var production = overlays.getLast();
    var sources = sources();
    for (var consumer : CONSUMERS) {
      var triggers = production.one("ScaledObject", consumer).at("/spec/triggers");
      assertThat(triggers).hasSize(Lane.values().length);
      for (var trigger : triggers) {
        var metadata = trigger.path("metadata");
        var group = metadata.path("consumerGroup").asText();
        var lane = Stream.of(Lane.values()).filter(one -> one.topic().equals(metadata.path("topic").asText()))
            .findFirst().orElseThrow();
        assertThat(group).endsWith("-" + lane.slug());
        // metrics-service puts the lane behind the prefix, trend-service names both.
        assertThat(sources).containsAnyOf("\"" + group + "\"",
            "\"" + group.replace("metrics-" + lane.slug(), "") + "\"");
        assertThat(metadata.path("allowIdleConsumers").asText()).isEqualTo("false");
        assertThat(metadata.path("lagThreshold").asInt()).isPositive();
        assertThat(metadata.path("bootstrapServers").asText()).endsWith(":9093");
      }
    }
  }

  @Test
  void theTopicsCanCarryThePromise() throws IOException {
    for (var overlay : overlays.subList(1, overlays.size())) {
      var topics = overlay.all("KafkaTopic").toList();
      assertThat(topics).extracting(Overlay::nameOf).containsAll(
          Stream.of(Lane.values()).map(Lane::topic).toList());
      for (var topic : topics) {
        assertThat(sources()).contains("\"" + Overlay.nameOf(topic) + "\"");
        var config = topic.at("/spec/config");
        assertThat(topic.at("/spec/partitions").asInt()).isEqualTo(Lane.PARTITIONS);
        assertThat(topic.at("/spec/replicas").asInt()).isEqualTo(3);
        assertThat(config.path("min.insync.replicas").asInt()).isEqualTo(2);
        assertThat(config.path("message.timestamp.type").asText()).isEqualTo("LogAppendTime");
        assertThat(config.path("unclean.leader.election.enable").asText()).isEqualTo("false");
        assertThat(config.path("retention.ms").asLong()).isGreaterThanOrEqualTo(604_800_000);
      }
    }
  }

  @Test
  void figuresAreScrapedWhereTheyAre() {
    for (var overlay : overlays.subList(1, overlays.size())) {
      for (var service : SERVICES) {
        var endpoint = overlay.one("ServiceMonitor", service).at("/spec/endpoints/0");
        assertThat(endpoint.path("port").asText()).isEqualTo("management");
        assertThat(endpoint.path("path").asText()).isEqualTo("/q/metrics");
        assertThat(overlay.one("Service", service).at("/metadata/labels"))
            .containsAll(overlay.one("ServiceMonitor", service).at("/spec/selector/matchLabels"));
      }
      assertThat(overlay.one("PodMonitor", "kafka").at("/spec/selector/matchLabels/strimzi.io~1name").asText())
          .isEqualTo(Overlay.nameOf(overlay.all("Kafka").findFirst().orElseThrow()) + "-kafka-exporter");
      assertThat(overlay.all("Kafka").findFirst().orElseThrow().at("/spec/kafkaExporter").isObject()).isTrue();
      assertThat(overlay.one("PodMonitor", "postgres").at("/spec/selector/matchLabels/cnpg.io~1cluster").asText())
          .isEqualTo(Overlay.nameOf(overlay.all("Cluster").findFirst().orElseThrow()));
      // Where Strimzi's exporter and CloudNativePG answer, by their documentation.
      assertThat(openToMonitoring(overlay, "kafka-among-themselves")).contains(9404);
      assertThat(openToMonitoring(overlay, "postgres-callers")).contains(9187);
    }
  }

  /// The ports that a policy opens to the namespace of the monitoring.
  private static List<Integer> openToMonitoring(Overlay overlay, String policy) {
    return StreamSupport.stream(overlay.one("NetworkPolicy", policy).at("/spec/ingress").spliterator(), false)
        .filter(rule -> rule.path("from").toString().contains("groundswell/monitoring"))
        .flatMap(rule -> rule.path("ports").findValues("port").stream()).map(JsonNode::asInt).toList();
  }

  private static String version() throws IOException {
    return Files.readString(SharedSystem.root().resolve("pom.xml")).split("<version>")[1].split("<")[0];
  }

  /// As Kubernetes does: by all labels and all expressions, of which ours have `In` only.
  private static boolean selects(JsonNode selector, JsonNode labels) {
    boolean all = true;
    for (var wanted : selector.path("matchLabels").properties()) {
      all &= wanted.getValue().equals(labels.path(wanted.getKey()));
    }
    for (var expression : selector.path("matchExpressions")) {
      assertThat(expression.path("operator").asText()).isEqualTo("In");
      var value = labels.path(expression.path("key").asText());
      all &= StreamSupport.stream(expression.path("values").spliterator(), false).anyMatch(value::equals);
    }
    return all;
  }

  private static Stream<JsonNode> workloads(Overlay overlay) {
    return Stream.concat(overlay.all("Deployment"), overlay.all("Job"));
  }

  private static Map<String, Integer> portsOf(JsonNode container) {
    return StreamSupport.stream(container.path("ports").spliterator(), false)
        .collect(toMap(port -> port.path("name").asText(), port -> port.path("containerPort").asInt()));
  }

  private static Properties propertiesOf(String service) throws IOException {
    var properties = new Properties();
    try (var file = Files.newBufferedReader(
        SharedSystem.root().resolve(service + "-service/src/main/resources/application.properties"))) {
      properties.load(file);
    }
    return properties;
  }

  /// All Java of the product in one text.
  private static String sources() throws IOException {
    try (var files = Files.walk(SharedSystem.root(), 10)) {
      var text = new StringBuilder();
      for (var file : files.filter(one -> one.toString().contains("/src/main/") && one.toString().endsWith(".java"))
          .toList()) {
        text.append(Files.readString(file));
      }
      return text.toString();
    }
  }
}
