package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.proof.SharedSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// What kustomize makes of an overlay.
record Overlay(String name, List<JsonNode> objects) {

  static final List<String> NAMES = List.of("local", "staging", "production");

  private static final ObjectMapper JSON = new ObjectMapper();

  static Overlay render(String name) {
    var kustomize = Program.firstOf("needs kustomize: Debian's package of that name, or kubectl 1.21 or later",
        List.of("kustomize", "build"), List.of("kubectl", "kustomize"));
    try {
      var rendered = kustomize.run(deploy(), deploy().resolve("overlays").resolve(name).toString());
      assertThat(rendered.exit()).as(rendered.output()).isZero();
      return new Overlay(name, read(rendered.output()));
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  static Path deploy() {
    return SharedSystem.root().resolve("deploy");
  }

  /// The documents of a YAML file, as JSON.
  static List<JsonNode> read(String yaml) {
    var documents = new ArrayList<JsonNode>();
    new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)
        .forEach(document -> documents.add(JSON.valueToTree(document)));
    return documents;
  }

  Stream<JsonNode> all(String kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind));
  }

  JsonNode one(String kind, String called) {
    return all(kind).filter(object -> nameOf(object).equals(called)).findFirst()
        .orElseThrow(() -> new AssertionError(name + " has no " + kind + " " + called));
  }

  /// The only container of a Deployment or a Job.
  static JsonNode container(JsonNode workload) {
    var containers = workload.at("/spec/template/spec/containers");
    assertThat(containers).hasSize(1);
    return containers.get(0);
  }

  /// All of its containers, in the order in which they run.
  static Stream<JsonNode> containers(JsonNode workload) {
    var pod = workload.at("/spec/template/spec");
    return Stream.of("initContainers", "containers")
        .flatMap(kind -> StreamSupport.stream(pod.path(kind).spliterator(), false));
  }

  static String nameOf(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  static String title(JsonNode object) {
    return object.path("kind").asText() + " " + nameOf(object);
  }
}
