package io.groundswell.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;

class TracesTest {

  private static final String ONE = "0af7651916cd43dd8448eb211c80319c";
  private static final String ANOTHER = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SENT = "00f067aa0ba902b7";

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final Traces traces = new Traces(SdkTracerProvider.builder()
      .addSpanProcessor(SimpleSpanProcessor.create(exporter)).build().get("test"), "metrics-live");

  @Test
  void eachRequestOfATransactionIsShownItInItsOwnTrace() {
    var watched = traces.begin(List.of(record(7, ONE), record(8, null), record(9, ONE), record(10, ANOTHER)));
    assertThat(watched).isNotNull();
    watched.end(Attempts.Verdict.STORED);

    assertThat(exporter.getFinishedSpanItems()).extracting(SpanData::getName)
        .containsExactly("store events.v1", "store events.v1");
    var own = exporter.getFinishedSpanItems().getFirst();
    assertThat(own.getTraceId()).isEqualTo(ONE);
    assertThat(own.getParentSpanId()).isEqualTo(SENT);
    assertThat(own.getLinks()).isEmpty();
    assertThat(own.getAttributes().asMap()).containsValues("events.v1", "3", "metrics-live", 7L, 4L);
    var other = exporter.getFinishedSpanItems().getLast();
    assertThat(other.getTraceId()).isEqualTo(ANOTHER);
    assertThat(other.getLinks()).singleElement()
        .satisfies(link -> assertThat(link.getSpanContext().getSpanId()).isEqualTo(own.getSpanId()));
  }

  @Test
  void whatIsNotStoredIsAnError() {
    var watched = traces.begin(List.of(record(7, ONE)));
    assertThat(watched).isNotNull();
    watched.end(Attempts.Verdict.TAKEN_OVER);

    assertThat(exporter.getFinishedSpanItems().getFirst().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void recordsThatNobodyWatchesMakeNothing() {
    assertThat(traces.begin(List.of(record(1, null), record(2, "nonsense")))).isNull();
    assertThat(new Traces(null, "metrics-live").begin(List.of(record(7, ONE)))).as("without a tracer").isNull();
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    assertThat(SpanId.isValid(SENT)).isTrue();
  }

  @Test
  void whatIsLoggedWhileABatchIsStoredSaysOfWhichRecords() throws Exception {
    try (var stage = Stage.with(1)) {
      var said = new CopyOnWriteArrayList<String>();
      var log = new NumberLog();
      log.beforeStoring = batch -> said.add(String.valueOf(MDC.get("records")));
      stage.consumer(log, stage.settings(), stage.pool());
      stage.send(0, 10);
      stage.awaitPassed(10);

      assertThat(said.getFirst()).matches("test\\.[0-9a-f-]+-0@0\\.\\.[0-9]");
    }
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, String trace) {
    var record = new ConsumerRecord<byte[], byte[]>("events.v1", 3, offset, null, new byte[0]);
    if (trace != null) {
      record.headers().add("traceparent", ("00-" + trace + "-" + SENT + "-01").getBytes(StandardCharsets.US_ASCII));
    }
    return record;
  }
}
