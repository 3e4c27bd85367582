package io.groundswell.exactlyonce;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Spans of transactions whose records carry a trace (`traceparent`, as W3C's Trace Context has it). The records of a
/// transaction come from many requests, so each trace gets a span of it, the first one's being the transaction's own,
/// to which the others are linked. Without a tracer the records' headers are not even looked at.
final class Traces {

  /// Of one transaction; of more requests than these it is not shown.
  private static final int MOST = 32;

  private static final TextMapGetter<ConsumerRecord<byte[], byte[]>> HEADERS = new TextMapGetter<>() {

    @Override
    public Iterable<String> keys(ConsumerRecord<byte[], byte[]> record) {
      return List.of("traceparent");
    }

    @Override
    public @Nullable String get(@Nullable ConsumerRecord<byte[], byte[]> record, String key) {
      var header = record == null ? null : record.headers().lastHeader(key);
      return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.US_ASCII);
    }
  };

  private final @Nullable Tracer tracer;
  private final String consumer;

  Traces(@Nullable Tracer tracer, String consumer) {
    this.tracer = tracer;
    this.consumer = consumer;
  }

  /// Begun spans of one transaction.
  ///
  /// @param own the transaction's, in the trace of the first record that has one
  record Watched(Span own, List<Span> others) {

    void end(Attempts.Verdict verdict) {
      tell(own, verdict);
      others.forEach(span -> tell(span, verdict));
    }

    private static void tell(Span span, Attempts.Verdict verdict) {
      if (verdict != Attempts.Verdict.STORED) {
        span.setStatus(StatusCode.ERROR, verdict.name());
      }
      span.end();
    }
  }

  /// Null where no record carries a trace.
  @Nullable
  Watched begin(List<ConsumerRecord<byte[], byte[]>> records) {
    if (tracer == null) {
      return null;
    }
    var requests = new LinkedHashMap<String, SpanContext>();
    for (var record : records) {
      if (record.headers().lastHeader("traceparent") != null && requests.size() < MOST) {
        var context = Span.fromContext(
            W3CTraceContextPropagator.getInstance().extract(Context.root(), record, HEADERS)).getSpanContext();
        if (context.isValid()) {
          requests.putIfAbsent(context.getTraceId(), context);
        }
      }
    }
    return requests.isEmpty() ? null : begin(tracer, List.copyOf(requests.values()), records);
  }

  private Watched begin(Tracer by, List<SpanContext> requests, List<ConsumerRecord<byte[], byte[]>> records) {
    var own = span(by, requests.getFirst(), null, records);
    var others = new ArrayList<Span>(requests.size() - 1);
    for (var request : requests.subList(1, requests.size())) {
      others.add(span(by, request, own, records));
    }
    return new Watched(own, others);
  }

  private Span span(Tracer by, SpanContext request, @Nullable Span transaction,
      List<ConsumerRecord<byte[], byte[]>> records) {
    var first = records.getFirst();
    var builder = by.spanBuilder("store " + first.topic()).setSpanKind(SpanKind.CONSUMER)
        .setParent(Context.root().with(Span.wrap(request)))
        .setAttribute("messaging.system", "kafka").setAttribute("messaging.operation.type", "process")
        .setAttribute("messaging.destination.name", first.topic())
        .setAttribute("messaging.destination.partition.id", Integer.toString(first.partition()))
        .setAttribute("messaging.consumer.group.name", consumer)
        .setAttribute("messaging.kafka.offset", first.offset())
        .setAttribute("messaging.batch.message_count", records.size());
    if (transaction != null) {
      builder.addLink(transaction.getSpanContext());
    }
    return builder.startSpan();
  }
}
