package io.groundswell.groundwork.tracing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

@ConfigMapping(prefix = "groundswell.tracing")
public interface TracingConfig {

  /// A collector of traces (OTLP over HTTP), `http://collector:4318`. Set it and a part of the requests is watched from
  /// the edge to the transaction that stores their events; without it nothing is, and it costs nothing.
  Optional<URI> endpoint();

  /// The part of the requests that is watched, 0 to 1, the same for all services: which ones follows from the trace's
  /// id, so that each is seen whole. Raise this and more is seen, for some microseconds and kilobytes each.
  @WithDefault("0.01")
  double sample();
}
