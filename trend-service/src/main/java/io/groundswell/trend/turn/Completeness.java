package io.groundswell.trend.turn;

import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.feed.Feed;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Up to when everything is counted, on all partitions of the live lane, whoever owns them.
@ApplicationScoped
public class Completeness {

  private static final String THROUGH = """
      SELECT CASE WHEN count(watermark) = $3 THEN min(watermark) END AS watermark
      FROM analytics.trend_consumer_offset WHERE consumer = $1 AND topic = $2 AND kpartition < $3""";

  private final Feed feed;

  Completeness(Feed feed) {
    this.feed = feed;
  }

  /// @param ask runs a query
  /// @return the first bucket that is not complete; null while that is not known of one of the partitions
  public @Nullable Long firstOpen(BiFunction<String, Tuple, RowSet<Row>> ask) {
    var partitions = feed.livePartitions();
    if (partitions == null) {
      return null;
    }
    var watermark = ask.apply(THROUGH, Tuple.of(Feed.LIVE_CONSUMER, feed.liveTopic(), partitions)).iterator().next()
        .getOffsetDateTime("watermark");
    return watermark == null ? null : Bucket.of(watermark.toInstant().minus(feed.grace()));
  }
}
