package io.groundswell.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Holds the sources of all modules to 120 columns: the formatter leaves comments as they are. What stands in a text
/// block or in a string is left alone here too: SQL, JSON and sentences for people have lines of their own.
class LineLengthTest {

  private static final int COLUMNS = 120;

  @Test
  void codeAndCommentsKeepTo120Columns() throws IOException {
    try (var modules = Files.list(Path.of(".."))) {
      var sources = modules.map(module -> module.resolve("src")).filter(Files::isDirectory).toList();
      assertThat(sources).hasSizeGreaterThan(8);
      assertThat(sources.stream().flatMap(module -> tooLong(module).stream()).toList()).isEmpty();
    }
  }

  @Test
  void seesALongCommentAndNoLongText() {
    var long121 = "x".repeat(118);

    assertThat(
        tooLong("A.java", List.of("// " + long121, "   var a = \"" + long121 + "\";", "var b = \"\"\"", "  " + long121
            + "x", "  \"\"\";", "  " + long121 + ";")))
        .containsExactly("A.java:1", "A.java:6");
  }

  private static List<String> tooLong(Path module) {
    try (var files = Files.walk(module)) {
      return files.filter(file -> file.toString().endsWith(".java"))
          .flatMap(file -> tooLong(file.toString(), lines(file)).stream()).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static List<String> tooLong(String name, List<String> lines) {
    var found = new ArrayList<String>();
    boolean inText = false;
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      boolean comment = !inText && line.strip().startsWith("//");
      if (line.length() > COLUMNS && !inText && (comment || !line.contains("\""))) {
        found.add(name + ":" + (i + 1));
      }
      if (!comment && line.split("\"\"\"", -1).length % 2 == 0) {
        inText = !inText;
      }
    }
    return found;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
