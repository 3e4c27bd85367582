package io.groundswell.sandbox;

import java.nio.file.Path;
import java.util.Locale;

/// The three services.
public enum Service {

  INGEST(8081), METRICS(8082), TREND(8083);

  private static final int MANAGEMENT = 1000;

  private final int defaultPort;

  Service(int defaultPort) {
    this.defaultPort = defaultPort;
  }

  /// `ingest`, `metrics`, `trend`.
  public String shortName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// `ingest-service` …
  public String longName() {
    return shortName() + "-service";
  }

  int defaultPort() {
    return defaultPort;
  }

  int defaultManagementPort() {
    return defaultPort + MANAGEMENT;
  }

  /// Where the build puts it.
  Path jar(Path home) {
    return home.resolve(longName()).resolve("target/quarkus-app/quarkus-run.jar");
  }
}
