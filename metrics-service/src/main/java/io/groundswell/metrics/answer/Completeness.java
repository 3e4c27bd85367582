package io.groundswell.metrics.answer;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.metrics.partition.PartitionDays;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Up to when everything that was received is counted, in the snapshot of an answer.
public final class Completeness {

  /// The header that says it beside the answer, also where the answer is 304.
  public static final String HEADER = "Groundswell-Complete-Through";

  /// Clocks of brokers differ, and a record may be stamped before one that was received earlier.
  private static final Duration GRACE = Duration.ofSeconds(60);

  /// Each lane looks about once a second whether it is drained, so two that are both at rest may lie this far apart.
  private static final Duration LANES_APART = Duration.ofSeconds(10);

  private static final String WATERMARKS = """
      SELECT asked.topic, CASE WHEN count(o.watermark) = asked.width THEN min(o.watermark) END AS through
      FROM unnest($1::text[], $2::text[], $3::int[]) AS asked (consumer, topic, width)
      JOIN analytics.consumer_offset AS o
        ON o.consumer = asked.consumer AND o.topic = asked.topic AND o.kpartition < asked.width
      GROUP BY asked.topic, asked.width""";
  private static final String[] CONSUMERS =
      Stream.of(Lane.values()).map(lane -> "metrics-" + lane.slug()).toArray(String[]::new);
  private static final String[] TOPICS = Stream.of(Lane.values()).map(Lane::topic).toArray(String[]::new);

  private final @Nullable Instant live;
  private final @Nullable Instant backfill;
  private final int organization;
  private final PartitionDays days;

  private Completeness(@Nullable Instant live, @Nullable Instant backfill, int organization, PartitionDays days) {
    this.live = live;
    this.backfill = backfill;
    this.organization = organization;
    this.days = days;
  }

  public static Completeness read(ScopedReads.Queries queries, int organization, PartitionDays days,
      LaneWidths widths) {
    return read(queries, organization, days, widths.all());
  }

  /// @param widths of the lanes' topics, null where unknown
  static Completeness read(ScopedReads.Queries queries, int organization, PartitionDays days,
      @Nullable Integer... widths) {
    var through = new HashMap<String, Instant>();
    for (var row : queries.run(WATERMARKS, Tuple.of(CONSUMERS, TOPICS, widths))) {
      var least = row.getOffsetDateTime("through");
      if (least != null) {
        through.put(row.getString("topic"), least.toInstant().minus(GRACE));
      }
    }
    return new Completeness(through.get(Lane.LIVE.topic()), through.get(Lane.BACKFILL.topic()), organization, days);
  }

  /// Null where nobody knows.
  public @Nullable Instant through() {
    return live;
  }

  /// Whether everything received up to [#through] is counted in the span, and it ended by then.
  public boolean of(Instant from, Instant to) {
    if (live == null || to.isAfter(live)) {
      return false;
    }
    return !days.touchesBackfill(organization, from, to)
        || (backfill != null && !backfill.plus(LANES_APART).isBefore(live));
  }
}
