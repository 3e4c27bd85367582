package io.groundswell.proof.deploy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.proof.SharedSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The pages for operators need a cluster to be followed; what their commands name, in blocks and within sentences, is
/// held to what is rendered. (`groundswell`'s own commands: DocumentedCommandsTest of command-line.)
class OperationsPageTest {

  private static final Pattern BLOCK = Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL);
  private static final Pattern FENCED = Pattern.compile("```.*?```", Pattern.DOTALL);
  private static final Pattern INLINE = Pattern.compile("`((?:kubectl|docker|kustomize) [^`]+)`");
  /// Not where a name has a part to be filled in.
  private static final Pattern OBJECT = Pattern.compile(
      "\\b(deployment|service|job|scaledobject)/([a-z0-9-]+)(?![a-z0-9-]*<)(?: (\\d+):(\\d+))?");
  private static final Pattern SCALED = Pattern.compile("\\bdeployment/([a-z0-9-]+)");
  private static final Pattern SECRET = Pattern.compile("secret (?:generic )?([a-z][a-z0-9-]+)");
  /// Of our own pods; those of the operators are theirs to label.
  private static final Pattern LABEL = Pattern.compile(" -l (app\\.kubernetes\\.io/[a-z-]+)=([a-z-]+)");
  private static final Pattern FILE = Pattern.compile("\\bdeploy/[\\w./-]+");
  private static final Map<String, String> KINDS =
      Map.of("deployment", "Deployment", "service", "Service", "job", "Job", "scaledobject", "ScaledObject");

  private final Overlay production = Overlay.render("production");

  @Test
  void everythingThatTheirCommandsNameIsThere() throws IOException {
    var all = pages().values().stream().flatMap(List::stream).toList();
    var commands = String.join("\n", all);
    var ofTheCluster = String.join("\n", all.stream().filter(command -> command.contains("kubectl")).toList());

    var objects = OBJECT.matcher(ofTheCluster).results().toList();
    assertThat(objects).hasSizeGreaterThan(8);
    for (var named : objects) {
      var object = production.one(Objects.requireNonNull(KINDS.get(named.group(1))), named.group(2));
      if (named.group(4) != null) {
        assertThat(object.at("/spec/ports")).as(named.group())
            .anyMatch(port -> port.path("port").asText().equals(named.group(4)));
      }
    }
    assertThat(names(SECRET, commands)).isNotEmpty().allSatisfy(secret -> assertThat(secretsAsked()).contains(secret));
    assertThat(names(FILE, commands)).isNotEmpty()
        .allSatisfy(file -> assertThat(SharedSystem.root().resolve(file)).exists());
    var labels = LABEL.matcher(commands).results().toList();
    assertThat(labels).isNotEmpty().allSatisfy(label -> assertThat(production.all("Deployment"))
        .anyMatch(one -> one.at("/spec/template/metadata/labels").path(label.group(1)).asText()
            .equals(label.group(2))));
  }

  @Test
  void whatNamesAnObjectNamesItsNamespace() throws IOException {
    assertThat(pages().values().stream().flatMap(List::stream)
        .filter(command -> command.startsWith("kubectl") && OBJECT.matcher(command).find())).isNotEmpty()
        .allMatch(command -> command.contains(" -n groundswell "));
  }

  /// KEDA has as many as it should running again half a minute after `kubectl scale`.
  @Test
  void nobodyIsToldToScaleWhatAScalerScales() throws IOException {
    int told = 0;
    for (var page : pages().entrySet()) {
      for (var command : page.getValue()) {
        if (command.contains(" scale ")) {
          for (var service : names(SCALED, command)) {
            assertThat(production.one("ScaledObject", service).isObject()).isTrue();
            assertThat(page.getValue()).as(page.getKey() + " pauses the scaler of " + service)
                .anyMatch(one -> annotates(one, service, "autoscaling.keda.sh/paused-replicas=0"))
                .anyMatch(one -> annotates(one, service, "autoscaling.keda.sh/paused-replicas-"));
            told++;
          }
        }
      }
    }
    assertThat(told).isPositive();
  }

  private static boolean annotates(String command, String service, String annotation) {
    var words = List.of(command.split(" +"));
    return words.containsAll(List.of("annotate", "scaledobject/" + service, annotation));
  }

  /// The commands of each page, by its path.
  private static Map<String, List<String>> pages() throws IOException {
    var root = SharedSystem.root();
    try (var files = Files.walk(root.resolve("docs"))) {
      return Stream.concat(files, Stream.of(root.resolve("README.md"))).filter(file -> file.toString().endsWith(".md"))
          .collect(toMap(file -> root.relativize(file).toString(), OperationsPageTest::commands));
    }
  }

  private static List<String> commands(Path page) {
    try {
      var text = Files.readString(page);
      return Stream.concat(
          BLOCK.matcher(text).results().flatMap(block -> block.group(1).replace("\\\n", " ").lines()),
          INLINE.matcher(FENCED.matcher(text).replaceAll("")).results()
              .map(span -> span.group(1).replaceAll("\\s+", " ")))
          .map(String::strip).toList();
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  private static List<String> names(Pattern pattern, String commands) {
    return pattern.matcher(commands).results().map(OperationsPageTest::last).distinct().toList();
  }

  private static String last(MatchResult found) {
    return found.group(found.groupCount());
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
