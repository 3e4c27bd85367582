package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What stands in the repository can be found from its first page, and what that names is there.
class FrontPageTest {

  private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)(?:#[^)]*)?\\)");

  private static List<String> links(String page) throws IOException {
    var text = Files.readString(SharedSystem.root().resolve(page));
    return LINK.matcher(text).results().map(link -> link.group(1)).toList();
  }

  @Test
  void namesEveryModule() throws IOException {
    var modules = MODULE.matcher(Files.readString(SharedSystem.root().resolve("pom.xml"))).results()
        .map(module -> module.group(1)).toList();

    assertThat(modules).isNotEmpty();
    assertThat(links("README.md")).containsAll(modules);
  }

  @Test
  void leadsToEveryDocument() throws IOException {
    try (var documents = Files.list(SharedSystem.root().resolve("docs"))) {
      assertThat(links("README.md")).containsAll(documents.map(document -> "docs/" + document.getFileName())
          .filter(document -> document.endsWith(".md")).toList());
    }
  }

  @Test
  void noLinkLeadsNowhere() throws IOException {
    for (var page : List.of("README.md", "ARCHITECTURE.md")) {
      assertThat(links(page)).as(page).isNotEmpty()
          .allMatch(link -> Files.exists(SharedSystem.root().resolve(Path.of(link))));
    }
  }
}
