package io.groundswell.command.images;

import io.groundswell.sandbox.Service;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A start of the service, with the image's own Java, of which is recorded what makes later starts fast (JEP 483):
/// which classes, loaded and linked. There are no servers; the service waits for them, alive, until it is told to end.
final class Rehearsal {

  private static final long LOADING_SECONDS = 8;
  private static final long WRITING_SECONDS = 120;

  private Rehearsal() {
  }

  /// Writes `start.aot` beside the service. Without it the service starts all the same, only slower.
  ///
  /// @return whether there is one
  static boolean record(Path root, Service service) throws IOException, InterruptedException {
    var app = root.resolve("app");
    var cache = app.resolve("start.aot");
    var command = new ArrayList<String>();
    command.add(root.resolve("opt/java/bin/java").toString());
    command.addAll(ImageFile.FLAGS);
    command.addAll(List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:aot*=off", "-Xlog:cds*=off", "-jar",
        app.resolve("quarkus-run.jar").toString()));
    var process = new ProcessBuilder(command).directory(app.toFile()).redirectErrorStream(true)
        .redirectOutput(Redirect.DISCARD);
    process.environment().putAll(Map.of(
        "GROUNDSWELL_ACCESS_PEPPER", "only for the rehearsal of the start of " + service,
        // Nobody listens there.
        "GROUNDSWELL_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
        "GROUNDSWELL_POSTGRES_URL", "postgresql://127.0.0.1:1/none",
        "QUARKUS_HTTP_HOST", "127.0.0.1",
        "QUARKUS_HTTP_PORT", "0",
        "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
        "QUARKUS_MANAGEMENT_PORT", "0"));
    var running = process.start();
    try {
      running.waitFor(LOADING_SECONDS, TimeUnit.SECONDS);
      running.destroy();
      running.waitFor(WRITING_SECONDS, TimeUnit.SECONDS);
    } finally {
      running.destroyForcibly();
    }
    return Files.exists(cache);
  }
}
