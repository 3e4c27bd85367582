package io.groundswell.groundwork.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.nio.charset.StandardCharsets;

/// Events of a watched request on their way to the broker, until it has acknowledged them.
public final class Sending {

  private final Span span;

  Sending(Span span) {
    this.span = span;
  }

  /// What records carry of it, as W3C's Trace Context writes it: `00-<trace>-<span>-01`.
  public byte[] traceparent() {
    var context = span.getSpanContext();
    return ("00-" + context.getTraceId() + "-" + context.getSpanId() + "-" + context.getTraceFlags().asHex())
        .getBytes(StandardCharsets.US_ASCII);
  }

  public void acknowledged() {
    span.end();
  }

  /// @param why the broker did not
  public void unanswered(String why) {
    span.setStatus(StatusCode.ERROR, why);
    span.end();
  }
}
