package io.groundswell.exactlyonce;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/// What one consumer reads, where it keeps its position, and how much it takes at once.
///
/// @param consumer name of the position in the offset table: two consumers of one name on one topic would be one
///     consumer. Part of the primary key, so renaming it reads the topic from the beginning
/// @param offsetTable `schema.table` of the offset table, see `offset_table.sql`
public record ConsumerSettings(String consumer, String offsetTable, Source source, Pace pace, Timeouts timeouts) {

  private static final Pattern TABLE = Pattern.compile("[a-z_][a-z0-9_]{0,62}\\.[a-z_][a-z0-9_]{0,62}");

  public ConsumerSettings {
    if (consumer.isBlank()) {
      throw new IllegalArgumentException("the consumer must have a name");
    }
    if (!TABLE.matcher(offsetTable).matches()) {
      throw new IllegalArgumentException("the offset table stands in SQL as it is, so only plain schema.table: "
          + offsetTable);
    }
  }

  /// What is read.
  ///
  /// @param topic the Kafka topic
  /// @param group the Kafka consumer group, which only shares out the partitions; positions come from the offset table
  /// @param bootstrapServers `host:port`, comma-separated
  /// @param kafka further properties of the Kafka clients (security, rack …); those that the guarantee rests on win
  ///     over them
  public record Source(String topic, String group, String bootstrapServers, Map<String, String> kafka) {

    public Source {
      if (topic.isBlank() || group.isBlank() || bootstrapServers.isBlank()) {
        throw new IllegalArgumentException("topic, group and bootstrap servers must be given");
      }
      kafka = Map.copyOf(kafka);
    }
  }

  /// How much is taken at once, and how often.
  ///
  /// @param maxBatch records stored in one transaction at most. Raise it for throughput of a backlog; a transaction
  ///     then holds its locks longer and a single bad record costs more to find
  /// @param maxBatchBytes bytes of values stored in one transaction at most; a single larger record still goes alone
  /// @param spacing the least time between two transactions of a partition, unless a full batch waits: where records
  ///     trickle in, a transaction for each handful costs more than it is worth. A record that comes after a quiet time
  ///     does not wait. Raise it and the database has less to do; records that keep coming are visible later, half of
  ///     it on average
  /// @param connections transactions at the same time. More than the database has cores seldom helps; must not exceed
  ///     the pool
  public record Pace(int maxBatch, long maxBatchBytes, Duration spacing, int connections) {

    /// Up to 4,000 records or 4 MiB a transaction, no spacing, four transactions at a time.
    public static final Pace USUAL = new Pace(4_000, 4L << 20, Duration.ZERO, 4);

    public Pace {
      if (maxBatch < 1 || maxBatchBytes < 1 || connections < 1) {
        throw new IllegalArgumentException("a batch needs at least one record, one byte and one connection");
      }
      if (spacing.isNegative()) {
        throw new IllegalArgumentException("the spacing must not be negative");
      }
    }

    public Pace withMaxBatch(int records) {
      return new Pace(records, maxBatchBytes, spacing, connections);
    }

    public Pace withSpacing(Duration least) {
      return new Pace(maxBatch, maxBatchBytes, least, connections);
    }

    public Pace withConnections(int count) {
      return new Pace(maxBatch, maxBatchBytes, spacing, count);
    }
  }

  /// How long is waited.
  ///
  /// @param statement after this long without an answer a connection counts as lost and the outcome of its transaction
  ///     as unknown
  /// @param drain how long [ExactlyOnceConsumer#close] waits for transactions under way
  public record Timeouts(Duration statement, Duration drain) {

    /// 30 s for a statement, 20 s to drain.
    public static final Timeouts USUAL = new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(20));

    public Timeouts {
      if (statement.toMillis() < 1 || drain.isNegative()) {
        throw new IllegalArgumentException("the timeouts must be positive");
      }
    }

    public Timeouts withStatement(Duration timeout) {
      return new Timeouts(timeout, drain);
    }
  }

  /// At the usual pace, with the usual timeouts.
  public static ConsumerSettings of(String consumer, String offsetTable, Source source) {
    return new ConsumerSettings(consumer, offsetTable, source, Pace.USUAL, Timeouts.USUAL);
  }

  public ConsumerSettings with(Source other) {
    return new ConsumerSettings(consumer, offsetTable, other, pace, timeouts);
  }

  public ConsumerSettings with(Pace other) {
    return new ConsumerSettings(consumer, offsetTable, source, other, timeouts);
  }

  public ConsumerSettings with(Timeouts other) {
    return new ConsumerSettings(consumer, offsetTable, source, pace, other);
  }
}
