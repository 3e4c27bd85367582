package io.groundswell.exactlyonce;

import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A destination for numbers as text. `line` has no key, so a record stored twice shows as two rows; `number` has one,
/// so a number sent twice counts as duplicate. A negative number is refused by the database, anything else cannot be
/// read.
class NumberLog implements Destination<Long> {

  static final String TABLES = """
      CREATE TABLE line (kpartition int NOT NULL, koffset bigint NOT NULL, n bigint NOT NULL,
        CONSTRAINT natural_number CHECK (n >= 0));
      CREATE TABLE number (n bigint PRIMARY KEY);
      CREATE TABLE quarantine (kpartition int, koffset bigint, reason text NOT NULL, detail text NOT NULL, value bytea,
        PRIMARY KEY (kpartition, koffset));
      """;

  /// What memory knows: rows in the database plus those added since, by partition.
  final Map<Integer, AtomicLong> memory = new ConcurrentHashMap<>();
  volatile Consumer<Batch<Long>> beforeStoring = batch -> {
  };
  volatile Consumer<Arrival> beforeReading = arrival -> {
  };
  volatile int largest;

  @Override
  public Long read(Arrival arrival) throws UnreadableException {
    beforeReading.accept(arrival);
    var text = new String(arrival.value() == null ? new byte[0] : arrival.value(), StandardCharsets.UTF_8);
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new UnreadableException("not_a_number", "cannot read \"" + text + "\"");
    }
  }

  @Override
  public Tally store(Transaction transaction, Batch<Long> batch) {
    largest = Math.max(largest, batch.size());
    beforeStoring.accept(batch);
    var numbers = batch.entries().stream().map(Entry::content).toArray(Long[]::new);
    var offsets = batch.entries().stream().map(entry -> entry.arrival().offset()).toArray(Long[]::new);
    var fresh = transaction.run("""
        INSERT INTO public.number (n) SELECT n FROM unnest($1::bigint[]) AS given (n) ORDER BY n
        ON CONFLICT DO NOTHING RETURNING n""", Tuple.of((Object) numbers)).size();
    // Refusals arrive when the transaction is about to commit, behind an advance that is refused because of them.
    transaction.send("""
        INSERT INTO public.line (kpartition, koffset, n)
        SELECT $1, koffset, n FROM unnest($2::bigint[], $3::bigint[]) AS given (koffset, n)""",
        Tuple.of(batch.partition(), offsets, numbers));
    transaction.send("SELECT 1", Tuple.tuple());
    return new Tally(fresh, batch.size() - fresh,
        () -> memory.computeIfAbsent(batch.partition(), p -> new AtomicLong()).addAndGet(batch.size()));
  }

  @Override
  public void quarantine(Transaction transaction, List<SetAside> setAside) {
    transaction.runBatch("INSERT INTO public.quarantine VALUES ($1, $2, $3, $4, $5)",
        setAside.stream()
            .map(each -> Tuple.of(each.arrival().partition(), each.arrival().offset(), each.reason(), each.detail(),
                buffer(each.arrival().value())))
            .toList());
  }

  @Override
  public void claimed(int partition, Transaction transaction) {
    var rows = transaction.run("SELECT count(*) AS rows FROM public.line WHERE kpartition = $1", Tuple.of(partition));
    memory.put(partition, new AtomicLong(rows.iterator().next().getLong("rows")));
  }

  @Override
  public void released(int partition) {
    memory.remove(partition);
  }

  private static io.vertx.core.buffer.@Nullable Buffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? null : io.vertx.core.buffer.Buffer.buffer(bytes);
  }
}
