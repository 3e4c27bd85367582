package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.proof.SharedSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The alarms speak when they should, and each has a page that says what to do.
class AlertsTest {

  @TempDir
  Path directory;

  @Test
  void eachSpeaksWhenItShouldAndIsSilentWhenItShouldBe() throws Exception {
    var promtool = Program.firstOf("needs promtool: Debian's package prometheus", List.of("promtool"));
    Files.writeString(directory.resolve("rules.yaml"), rules().path("spec").toString());
    Files.copy(monitoring().resolve("rules.test.yaml"), directory.resolve("rules.test.yaml"));

    var checked = promtool.run(directory, "check", "rules", "rules.yaml");
    var tested = promtool.run(directory, "test", "rules", "rules.test.yaml");

    assertThat(checked.exit()).as(checked.output()).isZero();
    assertThat(tested.exit()).as(tested.output()).isZero();
  }

  @Test
  void eachIsTriedBothWays() throws IOException {
    var tests = Overlay.read(Files.readString(monitoring().resolve("rules.test.yaml"))).getFirst();
    for (var alert : alerts()) {
      var tried = StreamSupport.stream(tests.path("tests").spliterator(), false)
          .flatMap(test -> StreamSupport.stream(test.path("alert_rule_test").spliterator(), false))
          .filter(one -> one.path("alertname").equals(alert.path("alert"))).toList();
      assertThat(tried).as(alert.path("alert").asText())
          .anyMatch(one -> one.path("exp_alerts").isEmpty()).anyMatch(one -> !one.path("exp_alerts").isEmpty());
    }
  }

  @Test
  void eachHasAPage() throws IOException {
    var runbooks = SharedSystem.root().resolve("docs/runbooks");
    for (var alert : alerts()) {
      var page = SharedSystem.root().resolve(alert.at("/annotations/runbook_url").asText());
      assertThat(page).exists();
      assertThat(Files.readString(page)).startsWith("# " + alert.path("alert").asText() + "\n")
          .contains("**What users notice.**", "**Look.**", "**Do.**");
    }
    try (var pages = Files.list(runbooks)) {
      assertThat(pages.count()).as("a page for every alarm, and no other").isEqualTo(alerts().size());
    }
  }

  private static List<JsonNode> alerts() throws IOException {
    var alerts = StreamSupport.stream(rules().at("/spec/groups/0/rules").spliterator(), false).toList();
    assertThat(alerts).hasSizeGreaterThan(10);
    return alerts;
  }

  private static JsonNode rules() throws IOException {
    return Overlay.read(Files.readString(monitoring().resolve("rules.yaml"))).getFirst();
  }

  private static Path monitoring() {
    return Overlay.deploy().resolve("components/monitoring");
  }
}
