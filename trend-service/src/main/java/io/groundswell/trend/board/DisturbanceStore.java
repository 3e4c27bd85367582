package io.groundswell.trend.board;

import io.groundswell.trend.board.Board.Disturbed;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.memory.Disturbance;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What befalls whole platforms and metrics, shared by all replicas: each partition's owner says what it sees.
@ApplicationScoped
class DisturbanceStore {

  /// What is there and not wanted goes; what is wanted comes. Nothing is touched that is the same.
  private static final String REPLACE = """
      WITH wanted AS (
        SELECT * FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
          AS wanted (organization_id, platform, metric, kind, since)
      ), gone AS (
        DELETE FROM analytics.trend_disturbance AS kept
        WHERE kpartition = $1 AND NOT EXISTS (SELECT FROM wanted
          WHERE (wanted.organization_id, wanted.platform, wanted.metric, wanted.kind)
            = (kept.organization_id, kept.platform, kept.metric, kept.kind))
      )
      INSERT INTO analytics.trend_disturbance AS kept (kpartition, organization_id, platform, metric, kind, since)
      SELECT $1, organization_id, platform, metric, kind, since FROM wanted ORDER BY 1, 2, 3, 4, 5
      ON CONFLICT (kpartition, organization_id, platform, metric, kind) DO UPDATE SET since = excluded.since
      WHERE kept.since <> excluded.since""";

  /// One line for what several partitions see.
  private static final String READ = """
      SELECT organization_id, platform, metric, kind, min(since) AS since FROM analytics.trend_disturbance
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4""";

  private final Rows rows;
  private final Map<Integer, List<Disturbance>> written = new HashMap<>();

  DisturbanceStore(Rows rows) {
    this.rows = rows;
  }

  /// @param ours of each partition that is ours, what befell it
  void write(Map<Integer, List<Disturbance>> ours) throws InterruptedException {
    written.keySet().retainAll(ours.keySet());
    for (var entry : ours.entrySet()) {
      var all = entry.getValue();
      if (!all.equals(written.get(entry.getKey()))) {
        rows.of(REPLACE, Tuple.of(entry.getKey(),
            all.stream().map(Disturbance::organization).toArray(Integer[]::new),
            all.stream().map(Disturbance::platform).toArray(String[]::new),
            all.stream().map(Disturbance::metric).toArray(String[]::new),
            all.stream().map(one -> one.kind().slug()).toArray(String[]::new),
            all.stream().map(one -> Bucket.start(one.since()).atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new)));
        written.put(entry.getKey(), all);
      }
    }
  }

  /// Everything that befalls an organisation, by its number.
  Map<Integer, List<Disturbed>> read() throws InterruptedException {
    var all = new HashMap<Integer, List<Disturbed>>();
    for (var row : rows.of(READ, Tuple.tuple())) {
      var metric = row.getString("metric");
      all.computeIfAbsent(row.getInteger("organization_id"), none -> new ArrayList<>())
          .add(new Disturbed(row.getString("platform"), metric.isEmpty() ? null : metric, row.getString("kind"),
              row.getOffsetDateTime("since").toInstant().toString()));
    }
    return all;
  }
}
