package io.groundswell.exactlyonce;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/// What one consumer reads, where it keeps its position, and how much it takes at once.
///
/// @param consumer name of the position in the offset table: two consumers of one name on one topic would be one consumer.
///     Part of the primary key, so renaming it reads the topic from the beginning
/// @param topic the Kafka topic
/// @param group the Kafka consumer group, which only shares out the partitions; positions come from the offset table
/// @param bootstrapServers `host:port`, comma-separated
/// @param offsetTable `schema.table` of the offset table, see `offset_table.sql`
/// @param maxBatch records stored in one transaction at most. Raise it for throughput of a backlog; a transaction then
///     holds its locks longer and a single bad record costs more to find
/// @param maxBatchBytes bytes of values stored in one transaction at most; a single larger record still goes alone
/// @param spacing the least time between two transactions of a partition, unless a full batch waits: where records trickle in, a
///     transaction for each handful costs more than it is worth. A record that comes after a quiet time does not wait. Raise it
///     and the database has less to do; records that keep coming are visible later, half of it on average
/// @param connections transactions at the same time. More than the database has cores seldom helps; must not exceed the pool
/// @param statementTimeout after this long without an answer a connection counts as lost and the outcome of its transaction as
///     unknown
/// @param drainTimeout how long [ExactlyOnceConsumer#close] waits for transactions under way
/// @param kafka further properties of the Kafka clients (security, rack …); those that the guarantee rests on win over
///     them
public record ConsumerSettings(String consumer, String topic, String group, String bootstrapServers, String offsetTable,
    int maxBatch, long maxBatchBytes, Duration spacing, int connections, Duration statementTimeout,
    Duration drainTimeout,
    Map<String, String> kafka) {

  private static final Pattern TABLE = Pattern.compile("[a-z_][a-z0-9_]{0,62}\\.[a-z_][a-z0-9_]{0,62}");

  public ConsumerSettings {
    if (consumer.isBlank() || topic.isBlank() || group.isBlank() || bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("consumer, topic, group and bootstrap servers must be given");
    }
    if (!TABLE.matcher(offsetTable).matches()) {
      throw new IllegalArgumentException("the offset table stands in SQL as it is, so only plain schema.table: "
          + offsetTable);
    }
    if (maxBatch < 1 || maxBatchBytes < 1 || connections < 1) {
      throw new IllegalArgumentException("a batch needs at least one record, one byte and one connection");
    }
    if (statementTimeout.toMillis() < 1 || drainTimeout.isNegative() || spacing.isNegative()) {
      throw new IllegalArgumentException("the timeouts must be positive");
    }
    kafka = Map.copyOf(kafka);
  }

  /// The usual: the group named like the consumer, up to 4,000 records or 4 MiB a transaction, no spacing, four transactions
  /// at a time, 30 s for a statement, 20 s to drain.
  public static ConsumerSettings of(String consumer, String topic, String bootstrapServers, String offsetTable) {
    return new ConsumerSettings(consumer, topic, consumer, bootstrapServers, offsetTable, 4_000, 4L << 20,
        Duration.ZERO, 4,
        Duration.ofSeconds(30), Duration.ofSeconds(20), Map.of());
  }

  public ConsumerSettings withGroup(String name) {
    return new ConsumerSettings(consumer, topic, name, bootstrapServers, offsetTable, maxBatch, maxBatchBytes, spacing,
        connections,
        statementTimeout, drainTimeout, kafka);
  }

  public ConsumerSettings withMaxBatch(int records) {
    return new ConsumerSettings(consumer, topic, group, bootstrapServers, offsetTable, records, maxBatchBytes, spacing,
        connections,
        statementTimeout, drainTimeout, kafka);
  }

  public ConsumerSettings withSpacing(Duration least) {
    return new ConsumerSettings(consumer, topic, group, bootstrapServers, offsetTable, maxBatch, maxBatchBytes, least,
        connections, statementTimeout, drainTimeout, kafka);
  }

  public ConsumerSettings withConnections(int count) {
    return new ConsumerSettings(consumer, topic, group, bootstrapServers, offsetTable, maxBatch, maxBatchBytes, spacing,
        count,
        statementTimeout, drainTimeout, kafka);
  }

  public ConsumerSettings withStatementTimeout(Duration timeout) {
    return new ConsumerSettings(consumer, topic, group, bootstrapServers, offsetTable, maxBatch, maxBatchBytes, spacing,
        connections,
        timeout, drainTimeout, kafka);
  }

  public ConsumerSettings withKafka(Map<String, String> properties) {
    return new ConsumerSettings(consumer, topic, group, bootstrapServers, offsetTable, maxBatch, maxBatchBytes, spacing,
        connections,
        statementTimeout, drainTimeout, properties);
  }
}
