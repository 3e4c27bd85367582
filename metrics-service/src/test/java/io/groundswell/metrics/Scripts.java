package io.groundswell.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// The service's migrations and what takes them back, in the order of their versions.
final class Scripts {

  private Scripts() {
  }

  /// @param folder `migration` or `undo`
  static List<Path> of(String folder) {
    try (var files = Files.list(Path.of("src/main/resources/db", folder))) {
      return files.sorted(Comparator.comparing(Scripts::version)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// By number: 2.16.0 comes after 2.4.0.
  private static Version version(Path script) {
    var name = script.getFileName().toString();
    return Version.parse(name.substring(1, name.indexOf("__")));
  }
}
