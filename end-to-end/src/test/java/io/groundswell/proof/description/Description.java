package io.groundswell.proof.description;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.groundswell.proof.SharedSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;

/// The `openapi.yaml` of a service, as its file stands in the sources.
record Description(String service, JsonNode tree) {

  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final SchemaValidatorsConfig STRICT =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  static final List<String> SERVICES = List.of("ingest", "metrics", "trend");

  static Description of(String service) {
    return new Description(service, JSON.valueToTree(new Yaml().<Map<String, Object>>load(text(service))));
  }

  static Path file(String service) {
    return SharedSystem.root().resolve(service + "-service/src/main/resources/openapi.yaml");
  }

  static String text(String service) {
    try {
      return Files.readString(file(service));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All that it describes.
  List<Operation> operations() {
    var operations = new ArrayList<Operation>();
    tree.path("paths").properties().forEach(path -> METHODS.stream().filter(path.getValue()::has)
        .forEach(method -> operations.add(new Operation(this, method.toUpperCase(Locale.ROOT), path.getKey(),
            path.getValue()))));
    return operations;
  }

  /// The node itself, or what it refers to.
  JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? tree.at(node.path("$ref").asText().substring(1)) : node;
  }

  /// What is wrong with the value, by a schema of this description.
  Set<ValidationMessage> faults(JsonNode schema, JsonNode value) {
    var whole = schema.<ObjectNode>deepCopy();
    whole.set("components", tree.path("components"));
    return SCHEMAS.getSchema(whole, STRICT).validate(value);
  }
}
