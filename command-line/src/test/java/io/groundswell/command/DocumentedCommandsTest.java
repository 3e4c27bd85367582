package io.groundswell.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Every `groundswell …` that a page tells people to type is one that the command understands.
class DocumentedCommandsTest {

  private static final Path ROOT = Path.of("..");

  private static final Pattern BLOCK = Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL);
  private static final Pattern FENCED = Pattern.compile("```.*?```", Pattern.DOTALL);
  private static final Pattern SPAN = Pattern.compile("`(?:\\./)?groundswell ([^`]+)`");
  /// Not the namespace of that name.
  private static final Pattern CALL = Pattern.compile("(?<!-n)(?:^|[\\s$(|;&])(?:\\./)?groundswell (?=[a-z-])");
  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|'[^']*'|[^\\s\"'|;&<>()]+|[|;&<>()]");
  private static final Pattern SEPARATOR = Pattern.compile("[|;&<>()]");

  /// To be filled in by whoever types it; a number fits everything that is asked for.
  private static final Pattern PLACEHOLDER = Pattern.compile("[A-Z]+|…");

  /// What the script itself does, and the file that says what it takes.
  private static final Map<String, Path> OF_THE_SCRIPT = Map.of(
      "test", ROOT.resolve("groundswell"),
      "bench", ROOT.resolve("end-to-end/src/main/java/io/groundswell/proof/bench/Bench.java"),
      "proof", ROOT.resolve("end-to-end/src/main/java/io/groundswell/proof/Campaign.java"));

  @Test
  void everyLineOfABlockIsUnderstood() throws IOException {
    var wrong = new TreeMap<String, String>();
    int lines = 0;
    for (var page : pages()) {
      for (var line : lines(page)) {
        lines++;
        var fault = fault(words(line));
        if (!fault.isEmpty()) {
          wrong.put(page + ": " + line, fault);
        }
      }
    }
    assertThat(lines).isGreaterThan(40);
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyCommandWithinASentenceIsThere() throws IOException {
    var wrong = new TreeMap<String, String>();
    int spans = 0;
    for (var page : pages()) {
      for (var span : spans(page)) {
        spans++;
        var fault = unknown(List.of(span.split("\\s+")));
        if (!fault.isEmpty()) {
          wrong.put(page + ": " + span, fault);
        }
      }
    }
    assertThat(spans).isGreaterThan(50);
    assertThat(wrong).isEmpty();
  }

  @Test
  void whatTheCommandDoesNotUnderstandIsFound() {
    assertThat(fault(words("db status --histroy"))).contains("--histroy");
    assertThat(fault(words("db stats"))).contains("stats");
    assertThat(fault(words("db force-up"))).contains("--reason");
    assertThat(fault(words("test --modul x"))).contains("--modul");
    assertThat(fault(words("bench ingets"))).contains("ingets");
    assertThat(unknown(List.of("offsets", "show", "|", "leap"))).contains("leap");
    assertThat(unknown(List.of("offsets", "skip", "--because"))).contains("--because");
  }

  private static List<Path> pages() throws IOException {
    try (var files = Stream.concat(Files.list(ROOT), Files.walk(ROOT.resolve("docs")))) {
      return files.filter(file -> file.toString().endsWith(".md") && !file.endsWith("CHANGELOG.md")).sorted().toList();
    }
  }

  /// What stands behind `groundswell` in the blocks of a page, without comments.
  private static List<String> lines(Path page) {
    return BLOCK.matcher(read(page)).results().flatMap(block -> block.group(1).replace("\\\n", " ").lines())
        .map(line -> line.replaceFirst("(^|\\s)#\\s.*$", ""))
        .flatMap(line -> CALL.matcher(line).results().map(call -> line.substring(call.end()).strip())).toList();
  }

  private static List<String> spans(Path page) {
    return SPAN.matcher(FENCED.matcher(read(page)).replaceAll("")).results()
        .map(span -> span.group(1).replaceAll("\\s+", " ").strip()).toList();
  }

  /// As a shell parts them, to the end of this command.
  private static List<String> words(String line) {
    var words = new ArrayList<String>();
    var matcher = WORD.matcher(line);
    while (matcher.find() && !SEPARATOR.matcher(matcher.group()).matches()) {
      // What may be left out stands in brackets.
      var plain = matcher.group().replaceAll("^[\"'\\[]|[\"'\\]]$", "");
      words.add(PLACEHOLDER.matcher(plain).matches() ? "1" : plain);
    }
    return words;
  }

  /// Why a whole line is not understood; empty where it is.
  private static String fault(List<String> words) {
    if (OF_THE_SCRIPT.containsKey(words.getFirst())) {
      return unknownToTheScript(words);
    }
    try {
      Groundswell.commandLine().parseArgs(words.toArray(String[]::new));
      return "";
    } catch (ParameterException wrong) {
      return String.valueOf(wrong.getMessage());
    }
  }

  /// What of a mention is neither a command nor an option; what it leaves out is nobody's fault. Alternatives stand
  /// beside each other: `list | show`.
  private static String unknown(List<String> words) {
    if (OF_THE_SCRIPT.containsKey(words.getFirst())) {
      return unknownToTheScript(words);
    }
    var command = Groundswell.commandLine();
    for (var each : words) {
      var word = each.replaceAll("[\\[\\],]", "");
      if (word.equals("|")) {
        command = parent(command);
      } else if (word.startsWith("--")) {
        if (!command.getCommandSpec().optionsMap().containsKey(word.split("=")[0])) {
          return "no option " + word + " of " + command.getCommandSpec().qualifiedName();
        }
      } else if (command.getSubcommands().containsKey(word)) {
        command = Objects.requireNonNull(command.getSubcommands().get(word));
      } else if (!command.getSubcommands().isEmpty() && !PLACEHOLDER.matcher(word).matches()) {
        return "no command " + word + " of " + command.getCommandSpec().qualifiedName();
      }
    }
    return "";
  }

  private static CommandLine parent(CommandLine command) {
    return command.getParent() == null ? command : command.getParent();
  }

  private static String unknownToTheScript(List<String> words) {
    var file = Objects.requireNonNull(OF_THE_SCRIPT.get(words.getFirst()));
    var usage = read(file);
    for (var word : words.subList(1, words.size())) {
      boolean isOption = word.startsWith("--");
      boolean isKnown = Pattern.compile("(?m)^ +" + Pattern.quote(word.split("[:=]")[0]) + "\\b").matcher(usage).find();
      if (!isKnown && (isOption || words.getFirst().equals("bench") && !PLACEHOLDER.matcher(word).matches())) {
        return "nothing called " + word + " in " + file;
      }
    }
    return "";
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
