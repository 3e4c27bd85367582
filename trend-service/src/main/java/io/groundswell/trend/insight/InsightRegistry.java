package io.groundswell.trend.insight;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.insight.Finding.Kind;
import io.groundswell.trend.memory.SeriesKey;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What was said.
final class InsightRegistry {

  private static final ObjectMapper JSON = new ObjectMapper();
  /// Of a number that changed by less nobody needs to hear.
  private static final double MATERIAL = 0.1;
  private static final List<String> NUMBERS = List.of("observed", "level", "peak", "value", "lagMinutes");

  /// The counts that an insight rests on; of one that compares platforms those of all.
  private static final String BASIS = """
      (SELECT coalesce(sum(b.total), 0) FROM analytics.trend_bucket AS b
       WHERE b.organization_id = r.organization_id AND b.slot = r.slot AND b.subject_type = r.subject_type
         AND b.subject_id = r.subject_id AND b.metric = r.metric AND (r.kind = 'led' OR b.platform = r.platform)
         AND b.bucket_start >= r.begins_at AND b.bucket_start < r.ends_at AND b.live)""";

  // What it rests on is not asked here: more may have come since the numbers were read. So it is looked at once more,
  // and from then on whenever the counts are not those of before the last look.
  private static final String MAKE = """
      INSERT INTO analytics.insight_registry (organization_id, insight_key, kind, slot, subject_type, subject_id, platform,
        metric, begins_at, ends_at, sentence, evidence, valid_until, basis)
      SELECT r.*, $11::text, $12::text::jsonb, clock_timestamp() + $13::float8 * interval '1 s', -1
      FROM (VALUES ($1::int, $2::text, $3::text, $4::smallint, $5::text, $6::text, $7::text, $8::text, $9::timestamptz,
        $10::timestamptz)) AS r (organization_id, insight_key, kind, slot, subject_type, subject_id, platform, metric,
        begins_at, ends_at)
      ON CONFLICT DO NOTHING""";

  private static final String KEYS = """
      SELECT insight_key FROM analytics.insight_registry
      WHERE organization_id = $1 AND created_at > clock_timestamp() - interval '3 days'""";

  private static final String CHANGED = """
      SELECT r.*, r.evidence::text AS evidence_text, {basis} AS basis_now FROM analytics.insight_registry AS r
      WHERE organization_id = $1 AND superseded_by IS NULL AND valid_until > clock_timestamp() AND kind = ANY ($2)
        AND basis <> {basis}
      ORDER BY checked_at LIMIT 100""".replace("{basis}", BASIS);

  private static final String SAME = """
      UPDATE analytics.insight_registry SET basis = $4, checked_at = clock_timestamp()
      WHERE organization_id = $1 AND insight_key = $2 AND version = $3""";

  private static final String SUPERSEDE = """
      WITH next AS (
        INSERT INTO analytics.insight_registry (organization_id, insight_key, kind, slot, subject_type, subject_id,
          platform, metric, begins_at, ends_at, version, sentence, evidence, difference, valid_until, basis)
        SELECT organization_id, insight_key, kind, slot, subject_type, subject_id, platform, metric, begins_at, ends_at,
          version + 1, $4::text, $5::text::jsonb, $6::text::jsonb, valid_until, $7::numeric
        FROM analytics.insight_registry AS r
        WHERE organization_id = $1 AND insight_key = $2 AND version = $3 AND superseded_by IS NULL
        ON CONFLICT DO NOTHING RETURNING insight_id
      )
      UPDATE analytics.insight_registry SET superseded_by = next.insight_id FROM next
      WHERE organization_id = $1 AND insight_key = $2 AND version = $3""";

  /// And what was being said of a person while they were forgotten: nothing is counted of them any more.
  private static final String DROP_OLD = """
      DELETE FROM analytics.insight_registry AS r
      WHERE organization_id = $1 AND (valid_until < clock_timestamp() - $2::float8 * interval '1 s'
        OR subject_type = 'user' AND NOT EXISTS (SELECT FROM analytics.trend_bucket AS b
          WHERE b.organization_id = r.organization_id AND b.slot = r.slot AND b.subject_type = r.subject_type
            AND b.subject_id = r.subject_id))""";

  private InsightRegistry() {
  }

  /// What stands in the registry.
  ///
  /// @param basis the counts that it rests on, as they were when it was read
  record Said(String key, int version, Kind kind, SeriesKey series, ObjectNode evidence, BigDecimal basis) {

    static Said from(Row row) {
      return new Said(row.getString("insight_key"), row.getInteger("version"),
          Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)), SeriesKey.from(row),
          object(row.getString("evidence_text")), row.getBigDecimal("basis_now"));
    }
  }

  static void make(Statements statements, Finding finding) {
    var series = finding.series();
    statements.run(MAKE, Tuple.tuple().addInteger(series.organization()).addString(finding.key())
        .addString(finding.kind().slug()).addShort((short) series.slot()).addString(series.subject().type())
        .addString(series.subject().id()).addString(series.platform()).addString(series.metric())
        .addOffsetDateTime(utc(finding.begin())).addOffsetDateTime(utc(finding.end())).addString(finding.sentence())
        .addString(finding.evidence().toString()).addDouble((double) finding.kind().valid().toSeconds()));
  }

  /// The keys of lately.
  static Set<String> keys(Statements statements, int organization) {
    var keys = new HashSet<String>();
    statements.run(KEYS, Tuple.of(organization)).forEach(row -> keys.add(row.getString("insight_key")));
    return keys;
  }

  /// Those in force whose counts are not what they were; what a later version says is left to it.
  static List<Said> changed(Statements statements, int organization) {
    var changed = new ArrayList<Said>();
    statements.run(CHANGED, Tuple.tuple().addInteger(organization).addArrayOfString(Kind.slugs()))
        .forEach(row -> changed.add(Said.from(row)));
    return changed;
  }

  /// Says anew what was said, where it differs by so much that it matters.
  static void check(Statements statements, Said said, Finding now) {
    int organization = said.series.organization();
    if (isMaterial(said.evidence, now.evidence())) {
      statements.run(SUPERSEDE, Tuple.of(organization, said.key, said.version, now.sentence(),
          now.evidence().toString(), difference(said.evidence, now.evidence()).toString())
          .addBigDecimal(said.basis));
    } else {
      statements.run(SAME, Tuple.of(organization, said.key, said.version, said.basis));
    }
  }

  static void dropOld(Statements statements, int organization, double keepSeconds) {
    statements.run(DROP_OLD, Tuple.of(organization, keepSeconds));
  }

  private static boolean isMaterial(ObjectNode before, ObjectNode after) {
    return !before.path("verdict").equals(after.path("verdict")) || NUMBERS.stream().anyMatch(name -> {
      double old = before.path(name).asDouble();
      return Math.abs(after.path(name).asDouble() - old) > MATERIAL * Math.abs(old);
    });
  }

  private static ObjectNode difference(ObjectNode before, ObjectNode after) {
    var difference = JSON.createObjectNode();
    after.properties().forEach(entry -> {
      var old = before.path(entry.getKey());
      if (!old.equals(entry.getValue())) {
        difference.putObject(entry.getKey()).<ObjectNode>set("before", old).set("after", entry.getValue());
      }
    });
    return difference;
  }

  static ObjectNode object(String json) {
    try {
      return JSON.readValue(json, ObjectNode.class);
    } catch (JsonProcessingException notOurs) {
      throw new IllegalStateException("not the evidence of an insight", notOurs);
    }
  }

  private static OffsetDateTime utc(long bucket) {
    return Bucket.start(bucket).atOffset(ZoneOffset.UTC);
  }
}
