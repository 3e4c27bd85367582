package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.proof.SharedSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The services of the release before this one, packaged from its sources: what runs while a new release comes in. They
/// are packaged once, and kept beside this build.
///
/// @param commit which sources those are
/// @param home where its services are, as in the root of this build
record OlderRelease(String commit, Path home) {

  private static final Program GIT = new Program(List.of("git"));

  /// What `etc/previous-release` names, packaged.
  static OlderRelease packaged() throws IOException, InterruptedException {
    var root = SharedSystem.root();
    var commit = commit(root, named(root));
    var home = root.resolve("end-to-end/target/before").resolve(commit);
    if (Files.notExists(home)) {
      // Under another name until it is complete.
      var draft = Files.createTempDirectory(Files.createDirectories(home.getParent()), "draft");
      checkOut(root, commit, draft);
      pack(draft);
      Files.move(draft, home);
    }
    return new OlderRelease(commit, home);
  }

  /// The name in `etc/previous-release`: its only line that is no comment.
  static String named(Path root) throws IOException {
    var lines = Files.readAllLines(root.resolve("etc/previous-release")).stream().map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
    assertThat(lines).as("etc/previous-release names one release").hasSize(1);
    return lines.getFirst();
  }

  /// The commit of a name.
  ///
  /// @throws AssertionError where this clone does not have it
  static String commit(Path root, String name) throws IOException, InterruptedException {
    var found = GIT.run(root, "rev-parse", "--verify", "--quiet", name + "^{commit}");
    assertThat(found.exit()).as("the release before, %s of etc/previous-release, is not in this clone: "
        + "'git fetch --tags', and 'git fetch --unshallow' where the clone is a shallow one", name).isZero();
    return found.output().strip();
  }

  /// With an index of its own, so that the one of this working tree stays as it is.
  private static void checkOut(Path root, String commit, Path to) throws IOException, InterruptedException {
    var index = Files.createTempDirectory("previous-release").resolve("index");
    var environment = Map.of("GIT_INDEX_FILE", index.toString());
    try {
      for (var step : List.of(List.of("read-tree", commit),
          List.of("checkout-index", "--all", "--prefix=" + to + "/"))) {
        var done = GIT.run(root, environment, step.toArray(String[]::new));
        assertThat(done.exit()).as(done.output()).isZero();
      }
    } finally {
      Files.deleteIfExists(index);
      Files.delete(index.getParent());
    }
  }

  private static void pack(Path sources) throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of(sources.resolve("mvnw").toString()));
    line.addAll(List.of("-B", "-ntp", "-q", "-Dquick", "-Dmaven.test.skip=true", "package", "-am", "-pl",
        String.join(",", Replicas.SERVICES)));
    var done = new Program(line).run(sources, Map.of("JAVA_HOME", System.getProperty("java.home")));
    assertThat(done.exit()).as(done.output()).isZero();
  }
}
