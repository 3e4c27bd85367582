package io.groundswell.proof.bench;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Readings;
import io.groundswell.contract.Slot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// What one event costs in the code that every event passes.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MicroBench {

  private final byte[] sent = EventBytes.single(Instant.parse("2026-11-20T17:00:00Z"), 4_711);
  private final CloudEvent event = event(sent);
  private final AcceptedEvent accepted = new AcceptedEvent(1, Instant.parse("2026-11-20T17:00:01Z"), event);
  private final byte[] canonical = EventCodec.encode(accepted);

  @Benchmark
  public Decoded<CloudEvent> decode() {
    return EventCodec.decode(sent);
  }

  @Benchmark
  public Decoded<AcceptedEvent> decodeAccepted() {
    return EventCodec.decodeAccepted(canonical);
  }

  @Benchmark
  public byte[] encode() {
    return EventCodec.encode(accepted);
  }

  @Benchmark
  public Readings readings() {
    return Readings.of(event);
  }

  @Benchmark
  public UUID eventKey() {
    return accepted.eventKey();
  }

  @Benchmark
  public int slot() {
    return Slot.of(accepted.recordKey());
  }

  static Section run() throws RunnerException {
    var options = new OptionsBuilder().include(MicroBench.class.getName()).verbosity(VerboseMode.SILENT).build();
    var rows = new ArrayList<List<String>>();
    for (var result : new Runner(options).run()) {
      var primary = result.getPrimaryResult();
      rows.add(
          List.of(primary.getLabel(), Section.number(primary.getScore()), Section.number(primary.getScoreError())));
    }
    return new Section("Hot cores", List.of("what", "ns an event", "± (99.9 %)"), rows,
        List.of("JMH, one fork, an event of " + EventBytes.SIZE + " bytes."));
  }

  private static CloudEvent event(byte[] json) {
    if (EventCodec.decode(json) instanceof Decoded.Event<CloudEvent>(var event)) {
      return event;
    }
    throw new IllegalStateException("the benchmark's own event is refused");
  }
}
