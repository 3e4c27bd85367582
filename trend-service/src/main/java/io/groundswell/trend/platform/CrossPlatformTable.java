package io.groundswell.trend.platform;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Window;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.List;

/// Writes figures down, as all that there are of some slots.
final class CrossPlatformTable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String WRITE = """
      WITH given AS (
        SELECT * FROM jsonb_to_recordset($5::text::jsonb) AS g (slot smallint, subject_type text, subject_id text,
          platform text, measure text, definition_version int, metric text, denominator_name text, peer_group text,
          value float8, numerator float8, denominator float8, percentile float8, robust_z float8, peers bigint,
          shrunk boolean)
      ), written AS (
        INSERT INTO analytics.cross_platform_metrics AS kept (organization_id, time_window, complete_through, computed_at,
          slot, subject_type, subject_id, platform, measure, definition_version, metric, denominator_name, peer_group,
          value, numerator, denominator, percentile, robust_z, peers, shrunk)
        SELECT $1::int, $2::text, $6::timestamptz, clock_timestamp(), slot, subject_type, subject_id, platform, measure, definition_version,
          metric, denominator_name, peer_group, value, numerator, denominator, percentile, robust_z, peers, shrunk
        FROM given ORDER BY slot, subject_type, subject_id, platform, measure
        ON CONFLICT (organization_id, slot, subject_type, subject_id, time_window, platform, measure)
        DO UPDATE SET complete_through = excluded.complete_through, computed_at = excluded.computed_at,
          definition_version = excluded.definition_version, metric = excluded.metric,
          denominator_name = excluded.denominator_name, peer_group = excluded.peer_group, value = excluded.value,
          numerator = excluded.numerator, denominator = excluded.denominator, percentile = excluded.percentile,
          robust_z = excluded.robust_z, peers = excluded.peers, shrunk = excluded.shrunk
        WHERE (kept.complete_through, kept.definition_version, kept.metric, kept.numerator, kept.denominator,
            kept.percentile, kept.robust_z, kept.peers)
          IS DISTINCT FROM (excluded.complete_through, excluded.definition_version, excluded.metric, excluded.numerator,
            excluded.denominator, excluded.percentile, excluded.robust_z, excluded.peers)
      )
      DELETE FROM analytics.cross_platform_metrics AS kept
      WHERE organization_id = $1 AND time_window = $2 AND slot BETWEEN $3 AND $4 AND NOT EXISTS (
        SELECT FROM given AS g WHERE (g.slot, g.subject_type, g.subject_id, g.platform, g.measure)
          = (kept.slot, kept.subject_type, kept.subject_id, kept.platform, kept.measure))""";

  private CrossPlatformTable() {
  }

  /// A subject's figure with its place.
  record Figure(Counts counts, Measure measure, Peers.Standing standing) {

    ObjectNode json() {
      return JSON.createObjectNode()
          .put("slot", counts.slot())
          .put("subject_type", counts.subject().type())
          .put("subject_id", counts.subject().id())
          .put("platform", measure.platform())
          .put("measure", measure.kind().slug())
          .put("definition_version", measure.kind().version())
          .put("metric", measure.metric())
          .put("denominator_name", measure.denominatorName())
          .put("peer_group", measure.peerGroup())
          .put("value", measure.value())
          .put("numerator", measure.numerator())
          .put("denominator", measure.denominator())
          .put("percentile", standing.percentile())
          .put("robust_z", standing.robustZ())
          .put("peers", standing.peers())
          .put("shrunk", standing.shrunk());
    }
  }

  /// @param open the first bucket behind the window
  static void write(Statements statements, int organization, Window window, int firstSlot, int lastSlot, long open,
      List<Figure> figures) {
    var list = JSON.createArrayNode();
    figures.forEach(figure -> list.add(figure.json()));
    statements.run(WRITE, Tuple.of(organization, window.slug(), (short) firstSlot, (short) lastSlot, list.toString(),
        Bucket.start(open).atOffset(ZoneOffset.UTC)));
  }
}
