package io.groundswell.groundwork.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the pages against every problem that any of the services can answer with, found in their sources.
class ProblemPagesTest {

  /// `422, "query_too_long"` wherever a problem is made.
  private static final Pattern NAMED = Pattern.compile("`(\\w+)`");
  private static final Pattern WRITTEN_OUT = Pattern.compile("\\b[45]\\d\\d,\\s*\"([a-z]+(?:_[a-z]+)*)\"");
  /// `OVERLOADED(503, "…` in an enum of problems.
  private static final Pattern CONSTANT = Pattern.compile("(?m)^\\s+([A-Z_]+)\\([45]\\d\\d, \"");

  @Test
  void everyProblemOfEveryServiceHasItsPage() throws IOException {
    var slugs = new TreeSet<String>();
    Stream.of(Reason.values()).map(Reason::slug).forEach(slugs::add);
    IntStream.range(400, 500).mapToObj(ProblemMapper::slug).forEach(slugs::add);
    for (var source : sources()) {
      var text = Files.readString(source);
      WRITTEN_OUT.matcher(text).results().map(found -> found.group(1)).forEach(slugs::add);
      if (source.getFileName().toString().endsWith("Problem.java")) {
        CONSTANT.matcher(text).results().map(found -> found.group(1).toLowerCase(Locale.ROOT)).forEach(slugs::add);
      }
    }

    assertThat(slugs).contains("not_json", "query_too_long", "overloaded", "not_found");
    assertThat(slugs).allSatisfy(slug -> assertThat(ProblemPages.find(slug))
        .as("groundwork/src/main/resources/problems/" + slug + ".md").isNotNull().startsWith("# " + slug + "\n"));
  }

  @Test
  void everyPageSaysItsStatusAndWhetherToSendAgain() throws IOException {
    try (var pages = Files.list(Path.of("src/main/resources/problems"))) {
      assertThat(pages).isNotEmpty()
          .allSatisfy(
              page -> assertThat(Files.readString(page)).containsPattern("(?m)^Status [45]\\d\\d\\. Send again: ")
                  .contains("What to do: "));
    }
  }

  @Test
  void theSendersPageListsEveryProblemAndNoOther() throws IOException {
    var slugs = new TreeSet<String>();
    try (var pages = Files.list(Path.of("src/main/resources/problems"))) {
      pages.forEach(page -> slugs.add(page.getFileName().toString().replace(".md", "")));
    }
    var told = new TreeSet<String>();
    Files.readAllLines(Path.of("..", "EVENTS.md")).stream().dropWhile(line -> !line.equals("## The problems"))
        .filter(line -> line.startsWith("| `"))
        .forEach(line -> NAMED.matcher(line.split("\\|")[1]).results().forEach(found -> told.add(found.group(1))));

    assertThat(told).isEqualTo(slugs);
  }

  @Test
  void findsNothingElse() {
    assertThat(ProblemPages.find("no_such_problem")).isNull();
    assertThat(ProblemPages.find("../META-INF/microprofile-config")).isNull();
    assertThat(ProblemPages.find("")).isNull();
  }

  private static List<Path> sources() throws IOException {
    try (var all = Files.walk(Path.of(".."))) {
      return all.filter(file -> file.toString().endsWith(".java") && file.toString().contains("/src/main/")).toList();
    }
  }
}
