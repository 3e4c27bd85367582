package io.groundswell.command.reach;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The options that name a metrics-service: that of an instance of this machine, any other by address and key.
public final class MetricsReach {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Mixin
  private final DataDirectory dataDirectory = new DataDirectory();

  @Option(names = "--url", paramLabel = "URL",
      description = "Address of metrics-service, instead of --data-dir, for instance http://localhost:8082.")
  private @Nullable URI url;

  @Option(names = "--key", paramLabel = "KEY", defaultValue = "${env:GROUNDSWELL_API_KEY}",
      description = "API key. Default: the environment's GROUNDSWELL_API_KEY, else that of the instance.")
  private @Nullable String key;

  /// Where metrics-service answers, and a key for it.
  public Reach.Target target() {
    return Reach.target(Objects.requireNonNull(spec), dataDirectory, url, key, "metrics");
  }
}
