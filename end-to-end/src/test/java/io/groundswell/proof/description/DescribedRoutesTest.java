package io.groundswell.proof.description;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.proof.SharedSystem;
import io.groundswell.proof.isolation.Routes;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Every route of the services' class files stands in their descriptions, and nothing else does.
class DescribedRoutesTest {

  static final List<String> SERVICES = Description.SERVICES;

  /// What every service has from groundwork.
  private static final Set<String> COMMON = Set.of("GET /problems/{slug}", "GET /openapi.yaml", "GET /asyncapi.yaml");

  @ParameterizedTest
  @FieldSource("SERVICES")
  void everyRouteIsDescribedAndEveryDescribedRouteExists(String service) throws IOException {
    var classes = SharedSystem.root().resolve(service + "-service/target/classes");
    var existing = new TreeSet<>(COMMON);
    existing.addAll(Routes.ofResources(classes));
    Routes.ofTheRouter(classes).forEach(path -> existing.add("POST " + path));
    var described = new TreeSet<>(Description.of(service).operations().stream().map(Operation::route).toList());

    var undescribed = new TreeSet<>(existing);
    undescribed.removeAll(described);
    var invented = new TreeSet<>(described);
    invented.removeAll(existing);

    assertThat(undescribed).as("routes of the %s-service that have to be added to %s (see CONTRIBUTING)", service,
        Description.file(service)).isEmpty();
    assertThat(invented).as("routes that %s describes and the %s-service does not have", Description.file(service),
        service).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("SERVICES")
  void everyOperationSaysWhatItIsForAndHowItFails(String service) {
    for (var operation : Description.of(service).operations()) {
      assertThat(operation.node().path("summary").asText()).as("%s lacks a summary", operation).isNotBlank();
      assertThat(operation.node().path("operationId").asText()).as("%s lacks an operationId", operation).isNotBlank();
      assertThat(operation.node().at("/responses/default/$ref").asText()).as("%s lacks the default problem", operation)
          .isEqualTo("#/components/responses/Problem");
      assertThat(operation.examples()).as("%s lacks an example of a body", operation)
          .noneMatch(body -> !body.contentType().isEmpty() && body.text().isEmpty());
    }
  }

  @Test
  void theFilesAreOpenApi31() {
    assertThat(SERVICES).allMatch(service -> Description.of(service).tree().path("openapi").asText().equals("3.1.0"));
  }
}
