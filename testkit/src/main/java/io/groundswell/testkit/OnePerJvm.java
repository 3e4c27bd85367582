package io.groundswell.testkit;

import io.groundswell.sandbox.backend.Keeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// A server that all tests of a JVM share, whatever class loader they come from: Quarkus loads the classes of a test
/// anew for each of its profiles, so a static field would not do. Its facts are kept as a system property.
final class OnePerJvm {

  /// An interned string is the same object in every class loader.
  private static final Object LOCK = "io.groundswell.testkit".intern();

  private OnePerJvm() {
  }

  /// The facts of the server of that name, which is started where it does not run yet.
  ///
  /// @param start is given a directory that is only the server's, and vanishes with it
  /// @param inContainer starts the same server in a container, where that was chosen, and answers the same facts
  static List<String> facts(String name, Function<Path, Keeper> start, Supplier<List<String>> inContainer) {
    var property = "groundswell.testkit." + name;
    synchronized (LOCK) {
      var facts = System.getProperty(property);
      if (facts == null) {
        facts = String.join(" ", Containers.areChosen() ? inContainer.get() : start.apply(directory(name)).facts());
        System.setProperty(property, facts);
      }
      return List.of(facts.split(" "));
    }
  }

  private static Path directory(String name) {
    try {
      return Files.createTempDirectory("groundswell-" + name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
