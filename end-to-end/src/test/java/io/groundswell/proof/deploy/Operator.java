package io.groundswell.proof.deploy;

import io.groundswell.proof.SharedSystem;
import io.groundswell.sandbox.backend.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Who runs `groundswell db` beside the services, from this build.
record Operator(Path directory, EmbeddedDatabase database) {

  /// There are migrations to be done.
  static final int PENDING = 10;

  Program.Result db(String... arguments) throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of("db"));
    line.addAll(List.of(arguments));
    line.addAll(List.of("--postgres", database.url()));
    return new Program(List.of(SharedSystem.root().resolve("groundswell").toString())).run(directory, Map.of(
        "GROUNDSWELL_BUILD", "never",
        "JAVA_HOME", System.getProperty("java.home"),
        "GROUNDSWELL_POSTGRES_USER", database.user(),
        "GROUNDSWELL_POSTGRES_PASSWORD", database.password()), line.toArray(String[]::new));
  }
}
