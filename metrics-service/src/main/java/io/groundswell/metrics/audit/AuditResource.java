package io.groundswell.metrics.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.schema.ScopedReads;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.OffsetDateTime;
import java.util.stream.StreamSupport;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// Whether the rollups are what their raw rows come to.
@Path("/v1/audit")
@Requires(Scope.READ)
class AuditResource {

  private static final int USUAL = 100;
  private static final int MOST = 1_000;

  private static final String LAST_ROUND = "SELECT last_succeeded FROM analytics.job_run WHERE job = 'audit'";

  private static final String DAYS = """
      SELECT day, audited.audited_at, audited.changes IS DISTINCT FROM changed.changes AS changed
      FROM (SELECT day, sum(changes)::bigint AS changes FROM analytics.rollup_change GROUP BY day) AS changed
      FULL JOIN analytics.audit_day AS audited USING (day)
      ORDER BY day DESC""";

  private static final String COUNT =
      "SELECT count(*) AS count FROM analytics.audit_finding WHERE organization_id = $1";

  private static final String FINDINGS = """
      SELECT f.found_at, f.day, s.type || '/' || s.external_id AS subject, m.metric, m.platform, m.kind,
        f.kept::text AS kept, f.recomputed::text AS recomputed
      FROM analytics.audit_finding AS f
      JOIN analytics.subject AS s ON s.id = f.subject_id JOIN analytics.measure AS m ON m.id = f.measure_id
      WHERE f.organization_id = $1 ORDER BY f.id DESC LIMIT $2""";

  private final ScopedReads reads;
  private final Caller caller;
  private final ObjectMapper json;

  AuditResource(ScopedReads reads, Caller caller, ObjectMapper json) {
    this.reads = reads;
    this.caller = caller;
    this.json = json;
  }

  /// @param limit findings at most
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Audit audit(@RestQuery @Nullable String limit) {
    int most = Parameter.count("limit", limit, USUAL, MOST);
    int organization = caller.organization();
    return reads.read(organization, queries -> {
      var rounds = queries.run(LAST_ROUND, Tuple.tuple()).iterator();
      var last = rounds.hasNext() ? rounds.next().getOffsetDateTime("last_succeeded") : null;
      var days = StreamSupport.stream(queries.run(DAYS, Tuple.tuple()).spliterator(), false).toList();
      long count = queries.run(COUNT, Tuple.of(organization)).iterator().next().getLong("count");
      var findings = StreamSupport.stream(
          queries.run(FINDINGS, Tuple.of(organization, (long) most)).spliterator(), false).map(this::finding).toList();
      return new Audit(last == null ? null : last.toInstant(),
          days.stream().filter(row -> row.getBoolean("changed")).map(row -> row.getLocalDate("day")).toList(),
          days.stream().filter(row -> row.getOffsetDateTime("audited_at") != null).map(AuditResource::day).toList(),
          count, findings);
    });
  }

  private static Audit.Day day(Row row) {
    return new Audit.Day(row.getLocalDate("day"), time(row, "audited_at").toInstant(), row.getBoolean("changed"));
  }

  private Audit.Finding finding(Row row) {
    return new Audit.Finding(time(row, "found_at").toInstant(), row.getLocalDate("day"), row.getString("subject"),
        row.getString("metric"), row.getString("platform"), row.getString("kind"), tree(row.getString("kept")),
        tree(row.getString("recomputed")));
  }

  private static OffsetDateTime time(Row row, String column) {
    return row.getOffsetDateTime(column);
  }

  private @Nullable JsonNode tree(@Nullable String text) {
    try {
      return text == null ? null : json.readTree(text);
    } catch (JsonProcessingException neverOfJsonb) {
      throw new IllegalStateException(neverOfJsonb);
    }
  }
}
