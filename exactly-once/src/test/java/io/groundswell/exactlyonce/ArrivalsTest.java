package io.groundswell.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.exactlyonce.ConsumerSettings.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

  private static final ConsumerSettings SETTINGS = ConsumerSettings.of("numbers", "public.consumer_offset",
      new ConsumerSettings.Source("topic", "group", "localhost:9092", Map.of()));

  private final Arrivals arrivals = new Arrivals(
      SETTINGS.with(Pace.USUAL.withMaxBatch(10)));

  @Test
  void refusesWhatComesBeforeTheSeek() throws Exception {
    assertThat(arrivals.offer(records(0, 3))).isFalse();
    arrivals.expect(5);
    assertThat(arrivals.offer(records(3, 5))).isFalse();
    assertThat(arrivals.expected()).isEqualTo(OptionalLong.of(5));
    arrivals.open(4);
    assertThat(arrivals.offer(records(4, 5))).as("sought for what is expected no more").isFalse();
    arrivals.open(5);
    assertThat(arrivals.expected()).isEmpty();
    assertThat(arrivals.offer(records(5, 7))).isTrue();

    assertThat(arrivals.take()).extracting(ConsumerRecord::offset).containsExactly(5L, 6L);
  }

  @Test
  void endsABatchBeforeAGap() throws Exception {
    open();
    arrivals.offer(records(0, 3));
    arrivals.offer(records(4, 6));

    assertThat(arrivals.take()).extracting(ConsumerRecord::offset).containsExactly(0L, 1L, 2L);
    assertThat(arrivals.take()).extracting(ConsumerRecord::offset).containsExactly(4L, 5L);
  }

  @Test
  void asksToBePausedAboveItsBoundAndResumedBelowHalfOfIt() throws Exception {
    open();
    assertThat(arrivals.offer(records(0, 9))).isTrue();
    assertThat(arrivals.offer(records(9, 15))).isFalse();
    assertThat(arrivals.hasRoom()).isFalse();
    assertThat(arrivals.take()).hasSize(10);
    assertThat(arrivals.hasRoom()).as("five wait").isFalse();
    assertThat(arrivals.hasRoomAgain()).isFalse();
    assertThat(arrivals.take()).hasSize(5);
    assertThat(arrivals.hasRoom()).isTrue();
    assertThat(arrivals.hasRoomAgain()).isTrue();
    assertThat(arrivals.hasRoomAgain()).as("said once").isFalse();
  }

  @Test
  void goesOnAlsoWithBatchesOfOneRecord() throws Exception {
    var single = new Arrivals(SETTINGS.with(Pace.USUAL.withMaxBatch(1)));
    single.expect(0);
    single.open(0);
    assertThat(single.offer(records(0, 2))).isFalse();
    assertThat(single.take()).hasSize(1);
    assertThat(single.hasRoom()).as("one waits").isFalse();
    assertThat(single.take()).hasSize(1);
    assertThat(single.hasRoom()).isTrue();
    assertThat(single.hasRoomAgain()).isTrue();
  }

  @Test
  void boundsBytesAndStillTakesARecordThatIsLargerThanABatch() throws Exception {
    open();
    assertThat(arrivals.offer(List.of(record(0, 5 << 20), record(1, 3 << 20)))).isFalse();
    assertThat(arrivals.take()).hasSize(1);
    assertThat(arrivals.take()).hasSize(1);
  }

  @Test
  void forgetsEverythingWhenShut() throws Exception {
    open();
    arrivals.offer(records(0, 3));
    arrivals.shut();
    assertThat(arrivals.take()).isEmpty();
    arrivals.open(3);
    assertThat(arrivals.offer(records(3, 4))).as("opened without being expected").isFalse();
  }

  @Test
  void waitsForCompanyAfterWhatWasTakenUntilABatchIsFull() throws Exception {
    var spaced = new Arrivals(SETTINGS.with(Pace.USUAL.withMaxBatch(10).withSpacing(Duration.ofHours(1))));
    spaced.expect(0);
    spaced.open(0);
    spaced.offer(records(0, 2));
    assertThat(spaced.take()).as("after a quiet time at once").hasSize(2);

    spaced.offer(records(2, 3));
    var next = taking(spaced);
    spaced.offer(records(3, 12));

    assertThat(next.get(1, TimeUnit.MINUTES)).extracting(ConsumerRecord::offset)
        .containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
  }

  @Test
  void endsTheWaitForCompanyWhenShut() throws Exception {
    var spaced = new Arrivals(SETTINGS.with(Pace.USUAL.withSpacing(Duration.ofHours(1))));
    spaced.expect(0);
    spaced.open(0);
    spaced.offer(records(0, 2));
    spaced.take();
    spaced.offer(records(2, 3));
    var waits = new CompletableFuture<Thread>();
    var next = CompletableFuture.supplyAsync(() -> {
      waits.complete(Thread.currentThread());
      return take(spaced);
    }, Thread::startVirtualThread);
    await().until(() -> waits.get().getState() == Thread.State.TIMED_WAITING);
    spaced.shut();

    assertThat(next.get(1, TimeUnit.MINUTES)).isEmpty();
  }

  /// On a thread of its own: the pool that all share has only one on a machine of two cores.
  private static CompletableFuture<List<ConsumerRecord<byte[], byte[]>>> taking(Arrivals arrivals) {
    return CompletableFuture.supplyAsync(() -> take(arrivals), Thread::startVirtualThread);
  }

  private static List<ConsumerRecord<byte[], byte[]>> take(Arrivals arrivals) {
    try {
      return arrivals.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void open() {
    arrivals.expect(0);
    arrivals.open(0);
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(long from, long to) {
    return LongStream.range(from, to).mapToObj(offset -> record(offset, 10)).toList();
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, int size) {
    return new ConsumerRecord<>("topic", 0, offset, 0, TimestampType.LOG_APPEND_TIME, -1, size, null, new byte[size],
        new RecordHeaders(), java.util.Optional.empty());
  }
}
