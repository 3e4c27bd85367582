package io.groundswell.groundwork.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Carries the trace of a request further. Where nobody watches, it does nothing and makes nothing.
@ApplicationScoped
public class Tracing {

  private final @Nullable Tracer tracer;

  Tracing(TracingConfig config, OpenTelemetry telemetry) {
    this.tracer = config.endpoint().isPresent() ? telemetry.getTracer("io.groundswell") : null;
  }

  /// Who makes spans; empty where tracing is off.
  public Optional<Tracer> tracer() {
    return Optional.ofNullable(tracer);
  }

  /// The same work, which on another thread still belongs to the request of this one.
  public Runnable carried(Runnable work) {
    return tracer == null ? work : Context.current().wrap(work);
  }

  /// The way of the present request's events to a topic; null where it is not watched.
  public @Nullable Sending sending(String topic, int records) {
    if (tracer == null || !Span.current().getSpanContext().isSampled()) {
      return null;
    }
    return new Sending(tracer.spanBuilder("send " + topic).setSpanKind(SpanKind.PRODUCER)
        .setAttribute("messaging.system", "kafka").setAttribute("messaging.operation.type", "send")
        .setAttribute("messaging.destination.name", topic).setAttribute("messaging.batch.message_count", records)
        .startSpan());
  }
}
