package io.groundswell.proof.hardened;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Known faults of libraries, in the form of OSV (https://ossf.github.io/osv-schema), and which of them somebody looked
/// at and does without a remedy for a while.
///
/// @param advisories each as OSV has it
/// @param accepted `{id, package, reason, until}`
record Advisories(List<JsonNode> advisories, List<JsonNode> accepted) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ACCEPTED = "accepted.json";
  /// What nobody has judged counts as bad.
  private static final Set<String> BEARABLE = Set.of("LOW", "MODERATE", "MEDIUM");

  /// A library within a service.
  ///
  /// @param name `group:artifact`
  record Component(String name, String version) {
  }

  /// All files of a directory: an advisory each, or a list of them.
  ///
  /// @param accepting where `accepted.json` is
  static Advisories read(Path directory, Path accepting) throws IOException {
    var advisories = new ArrayList<JsonNode>();
    try (var files = Files.walk(directory)) {
      for (var file : files.filter(one -> one.toString().endsWith(".json") && !one.endsWith(ACCEPTED)).toList()) {
        var content = JSON.readTree(file.toFile());
        (content.isArray() ? elements(content) : Stream.of(content)).forEach(advisories::add);
      }
    }
    return new Advisories(advisories, elements(JSON.readTree(accepting.resolve(ACCEPTED).toFile())).toList());
  }

  /// What is inside, by a list of CycloneDX.
  static List<Component> components(Path bill) throws IOException {
    return elements(JSON.readTree(bill.toFile()).path("components"))
        .map(component -> new Component(component.path("group").asText() + ":" + component.path("name").asText(),
            component.path("version").asText()))
        .toList();
  }

  /// What is high or critical and not accepted, or not any longer.
  List<String> faults(List<Component> components, LocalDate today) {
    return advisories.stream().filter(Advisories::isBad).filter(advisory -> !advisory.has("withdrawn"))
        .flatMap(advisory -> components.stream().filter(component -> isAffected(advisory, component))
            .filter(component -> !isAccepted(advisory, component, today))
            .map(component -> component.name() + " " + component.version() + ": " + advisory.path("id").asText() + " "
                + advisory.path("summary").asText()))
        .distinct().toList();
  }

  private static boolean isBad(JsonNode advisory) {
    return !BEARABLE.contains(advisory.at("/database_specific/severity").asText());
  }

  private boolean isAccepted(JsonNode advisory, Component component, LocalDate today) {
    return accepted.stream().anyMatch(one -> one.path("id").equals(advisory.path("id"))
        && one.path("package").asText().equals(component.name()) && !one.path("reason").asText().isBlank()
        && !LocalDate.parse(one.path("until").asText()).isBefore(today));
  }

  private static boolean isAffected(JsonNode advisory, Component component) {
    return elements(advisory.path("affected"))
        .filter(affected -> affected.at("/package/ecosystem").asText().equals("Maven")
            && affected.at("/package/name").asText().equals(component.name()))
        .anyMatch(affected -> elements(affected.path("versions"))
            .anyMatch(version -> version.asText().equals(component.version()))
            || elements(affected.path("ranges")).anyMatch(range -> isWithin(range, component.version())));
  }

  /// The last event at or before the version says whether it is affected.
  private static boolean isWithin(JsonNode range, String text) {
    var version = Version.parse(text);
    boolean affected = false;
    for (var event : range.path("events")) {
      if (event.has("introduced")) {
        affected |= event.path("introduced").asText().equals("0")
            || version.compareTo(Version.parse(event.path("introduced").asText())) >= 0;
      } else if (event.has("fixed")) {
        affected &= version.compareTo(Version.parse(event.path("fixed").asText())) < 0;
      } else if (event.has("last_affected")) {
        affected &= version.compareTo(Version.parse(event.path("last_affected").asText())) <= 0;
      }
    }
    return affected;
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
