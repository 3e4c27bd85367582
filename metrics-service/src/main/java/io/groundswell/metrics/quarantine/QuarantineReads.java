package io.groundswell.metrics.quarantine;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Reads the quarantine: an organisation's own records as the reader, an operator's view as the service.
@ApplicationScoped
class QuarantineReads {

  private static final String OWN = """
      SELECT consumer, topic, kpartition, koffset, reason, detail, appended_at, quarantined_at
      FROM analytics.quarantine
      WHERE organization_id = $1 AND quarantined_at < $2
      ORDER BY quarantined_at DESC, topic, kpartition, koffset LIMIT $3""";

  private static final String ALL = """
      SELECT consumer, topic, kpartition, koffset, reason, detail, appended_at, quarantined_at,
        CASE WHEN organization_id = $1 THEN key END AS key, CASE WHEN organization_id = $1 THEN value END AS value
      FROM analytics.quarantine
      WHERE (organization_id = $1 OR organization_id IS NULL) AND quarantined_at < $2
      ORDER BY quarantined_at DESC, topic, kpartition, koffset LIMIT $3""";

  private final Pool pool;

  QuarantineReads(Pool pool) {
    this.pool = pool;
  }

  /// @param key base64; only for operators, as is `value`
  record Listed(String consumer, String topic, int partition, long offset, String reason, String detail,
      Instant appendedAt, Instant quarantinedAt,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String value) {
  }

  static List<Listed> own(ScopedReads.Queries queries, int organization, Instant before, int limit) {
    return list(queries.run(OWN, arguments(organization, before, limit)));
  }

  List<Listed> all(int organization, Instant before, int limit) {
    try {
      return list(pool.preparedQuery(ALL).execute(arguments(organization, before, limit))
          .toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException away) {
      throw new ProblemException(Problem.of(503, "database_unavailable", "The database does not answer",
          "nothing is lost; ask again"));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopping);
    }
  }

  private static Tuple arguments(int organization, Instant before, int limit) {
    return Tuple.of(organization, before.atOffset(ZoneOffset.UTC), limit);
  }

  private static List<Listed> list(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(QuarantineReads::listed).toList();
  }

  private static Listed listed(Row row) {
    return new Listed(row.getString("consumer"), row.getString("topic"), row.getInteger("kpartition"),
        row.getLong("koffset"), row.getString("reason"), row.getString("detail"),
        row.getOffsetDateTime("appended_at").toInstant(), row.getOffsetDateTime("quarantined_at").toInstant(),
        base64(row, "key"), base64(row, "value"));
  }

  private static @Nullable String base64(Row row, String column) {
    var place = row.getColumnIndex(column);
    var bytes = place < 0 ? null : row.getBuffer(place);
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes.getBytes());
  }
}
