package io.groundswell.proof.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// The closed schemas of the kinds that Kubernetes and the operators know; where they come from stands beside the file.
final class Kinds {

  private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V7);

  private final JsonNode kinds;

  Kinds() {
    var file = Objects.requireNonNull(Kinds.class.getResourceAsStream("/kubernetes/kinds.json.gz"));
    try (var json = new GZIPInputStream(file)) {
      kinds = new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What is wrong with an object, field by field; nothing where all is well.
  List<String> faults(JsonNode object) {
    var kind = object.path("apiVersion").asText() + " " + object.path("kind").asText();
    var schema = kinds.get(kind);
    if (schema == null) {
      return List.of("nobody knows the kind " + kind);
    }
    return SCHEMAS.getSchema(schema).validate(object).stream().map(fault -> fault.getMessage()).toList();
  }
}
