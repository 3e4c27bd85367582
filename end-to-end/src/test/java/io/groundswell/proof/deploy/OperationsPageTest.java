package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.proof.SharedSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page for operators needs a cluster to be followed; what its commands name is held to what is rendered.
class OperationsPageTest {

  private static final Pattern BLOCK = Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL);
  private static final Pattern OBJECT = Pattern.compile("\\b(deployment|service|job)/([a-z0-9-]+)(?: (\\d+):(\\d+))?");
  private static final Pattern SECRET = Pattern.compile("secret (?:generic )?([a-z][a-z0-9-]+)");
  private static final Pattern FILE = Pattern.compile("\\bdeploy/[\\w./-]+");
  private static final Pattern COMMAND = Pattern.compile("\\./groundswell ([a-z]+)");

  private final Overlay production = Overlay.render("production");

  @Test
  void everythingThatItsCommandsNameIsThere() throws IOException {
    var commands = commands();

    var objects = OBJECT.matcher(commands).results().toList();
    assertThat(objects).hasSizeGreaterThan(5);
    for (var named : objects) {
      var object = production.one(capital(named.group(1)), named.group(2));
      if (named.group(4) != null) {
        assertThat(object.at("/spec/ports")).as(named.group())
            .anyMatch(port -> port.path("port").asText().equals(named.group(4)));
      }
    }
    assertThat(names(SECRET, commands)).isNotEmpty().allSatisfy(secret -> assertThat(secretsAsked()).contains(secret));
    assertThat(names(FILE, commands)).isNotEmpty()
        .allSatisfy(file -> assertThat(SharedSystem.root().resolve(file)).exists());
    var readme = Files.readString(SharedSystem.root().resolve("README.md"));
    assertThat(names(COMMAND, commands)).contains("keys", "capacity")
        .allSatisfy(command -> assertThat(readme).contains(command));
  }

  private static String commands() throws IOException {
    var page = Files.readString(SharedSystem.root().resolve("docs/operations.md"));
    return BLOCK.matcher(page).results().map(block -> block.group(1)).collect(Collectors.joining());
  }

  private static List<String> names(Pattern pattern, String commands) {
    return pattern.matcher(commands).results().map(OperationsPageTest::last).distinct().toList();
  }

  private static String last(MatchResult found) {
    return found.group(found.groupCount());
  }

  private static String capital(String kind) {
    return kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1);
  }

  /// Names of secrets that pods of ours mount or take settings from.
  private List<String> secretsAsked() {
    return production.objects().stream()
        .flatMap(object -> Stream.concat(
            object.findValues("secretKeyRef").stream().map(reference -> reference.path("name")),
            object.findValues("secretName").stream()))
        .map(JsonNode::asText).distinct().toList();
  }
}
