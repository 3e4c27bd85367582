package io.groundswell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/// Runs what the senders' page tells people to type.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class EventsPageTest {

  private static final Pattern EXAMPLE = Pattern.compile("(?s)```bash\n(.*?)```");

  @Test
  void everyExampleSendsWhatItSays() throws Exception {
    Sender.withBootstrapKey();
    var examples = examples();

    assertThat(examples).hasSizeGreaterThanOrEqualTo(5)
        .anyMatch(example -> example.contains("ce-id")).anyMatch(example -> example.contains("gzip"))
        .anyMatch(example -> example.contains("x-ndjson"));
    for (var example : examples) {
      assertThat(run(example)).as(example).contains("\"accepted\"").doesNotContain("problem", "rejected\":1");
    }
  }

  private static List<String> examples() throws IOException {
    return EXAMPLE.matcher(Files.readString(Path.of("..", "EVENTS.md"))).results().map(found -> found.group(1))
        .filter(example -> example.contains("$INGEST/v1/events")).toList();
  }

  private static String run(String example) throws IOException, InterruptedException {
    var builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", example);
    builder.environment().put("INGEST",
        "http://localhost:" + ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class));
    builder.environment().put("KEY", EdgeBackend.KEY.text());
    var process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(example).isZero();
    return said;
  }
}
