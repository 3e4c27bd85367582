package io.groundswell.groundwork.tracing;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.ConfigSource;

/// Turns OpenTelemetry on where `groundswell.tracing.endpoint` says where traces go. One setting instead of two, of
/// which the first alone would send them to nowhere.
public final class TracingSettings implements ConfigSourceFactory {

  /// Above the files of properties, below the environment.
  private static final int ORDINAL = 275;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    var endpoint = context.getValue("groundswell.tracing.endpoint");
    if (endpoint == null || endpoint.getValue() == null || endpoint.getValue().isBlank()) {
      return List.of();
    }
    return List.of(new PropertiesConfigSource(Map.of(
        "quarkus.otel.sdk.disabled", "false",
        "quarkus.otel.exporter.otlp.endpoint", endpoint.getValue().strip()), "groundswell.tracing.endpoint", ORDINAL));
  }

  @Override
  public OptionalInt getPriority() {
    return OptionalInt.of(ORDINAL);
  }
}
