package io.groundswell.metrics.quarantine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Reads the quarantine: an organisation's own records as the reader; for operators also those that do not say whose
/// they are, as the service, and of these never the payload, for it may be anybody's.
@ApplicationScoped
class QuarantineReads {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String OWN = """
      SELECT {columns} FROM analytics.quarantine
      WHERE organization_id = $1 AND (quarantined_at, id) < ($2, $3) AND quarantined_at >= $4
        AND ($5::text IS NULL OR reason = $5) AND ($6::text IS NULL OR state = $6) AND ($7::text IS NULL OR topic = $7)
      ORDER BY quarantined_at DESC, id DESC LIMIT $8""".replace("{columns}", Held.COLUMNS);

  // Two walks along the index; one with OR would read everything and sort it.
  private static final String WITH_NOBODYS = """
      SELECT * FROM (({own}) UNION ALL ({nobodys})) AS record ORDER BY quarantined_at DESC, id DESC LIMIT $8"""
      .replace("{own}", OWN)
      .replace("{nobodys}", OWN.replace("organization_id = $1", "organization_id IS NULL"));

  private static final String ONE = """
      SELECT {columns}, key, value FROM analytics.quarantine WHERE organization_id = $1 AND id = $2"""
      .replace("{columns}", Held.COLUMNS);

  private static final String NOBODYS = """
      SELECT {columns}, NULL::bytea AS key, NULL::bytea AS value FROM analytics.quarantine
      WHERE organization_id IS NULL AND id = $1""".replace("{columns}", Held.COLUMNS);

  private static final String HISTORY = """
      SELECT at, key_id, action, reason, patch::text AS patch FROM analytics.quarantine_audit
      WHERE organization_id = $1 AND quarantine_id = $2 ORDER BY id""";

  private final ScopedReads reads;
  private final ServiceTransactions service;
  private final ObjectMapper json;

  QuarantineReads(ScopedReads reads, ServiceTransactions service, ObjectMapper json) {
    this.reads = reads;
    this.service = service;
    this.json = json;
  }

  Held.Page own(int organization, QuarantineQuestion question) {
    return page(question, reads.read(organization, queries -> queries.run(OWN, arguments(organization, question))));
  }

  Held.Page withNobodys(int organization, QuarantineQuestion question) {
    return page(question, service.run(PATIENCE,
        statements -> statements.run(WITH_NOBODYS, arguments(organization, question))));
  }

  /// The record with its payload; empty where there is none, or it is another's.
  Optional<Held.Look> find(int organization, UUID id) {
    return reads.read(organization, queries -> {
      var rows = queries.run(ONE, Tuple.of(organization, id)).iterator();
      return rows.hasNext()
          ? Optional.of(look(rows.next(), list(queries.run(HISTORY, Tuple.of(organization, id)), this::change)))
          : Optional.empty();
    });
  }

  /// A record that does not say whose it is, without its payload.
  Optional<Held.Look> findNobodys(UUID id) {
    var rows = service.run(PATIENCE, statements -> statements.run(NOBODYS, Tuple.of(id))).iterator();
    return rows.hasNext() ? Optional.of(look(rows.next(), List.of())) : Optional.empty();
  }

  private static Tuple arguments(int organization, QuarantineQuestion question) {
    return Tuple.tuple()
        .addInteger(organization)
        .addOffsetDateTime(question.before().at().atOffset(ZoneOffset.UTC))
        .addUUID(question.before().id())
        .addOffsetDateTime(question.since().atOffset(ZoneOffset.UTC))
        .addString(question.reason())
        .addString(question.state())
        .addString(question.topic())
        .addInteger(question.limit());
  }

  private static Held.Page page(QuarantineQuestion question, RowSet<Row> rows) {
    var records = list(rows, Held::from);
    if (records.size() < question.limit()) {
      return new Held.Page(records, null);
    }
    var last = records.getLast();
    return new Held.Page(records, new QuarantineQuestion.Cursor(last.quarantinedAt(), last.id()).text());
  }

  private static Held.Look look(Row row, List<Held.Change> history) {
    return new Held.Look(Held.from(row), payload(row, "key"), payload(row, "value"), history);
  }

  private static Held.@Nullable Payload payload(Row row, String column) {
    var bytes = row.getBuffer(column);
    return Held.Payload.of(bytes == null ? null : bytes.getBytes());
  }

  private Held.Change change(Row row) {
    return new Held.Change(row.getOffsetDateTime("at").toInstant(), row.getString("key_id"), row.getString("action"),
        row.getString("reason"), tree(row.getString("patch")));
  }

  private @Nullable JsonNode tree(@Nullable String text) {
    try {
      return text == null ? null : json.readTree(text);
    } catch (JsonProcessingException jsonbIsJson) {
      throw new IllegalStateException(jsonbIsJson);
    }
  }

  private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> mapper) {
    return StreamSupport.stream(rows.spliterator(), false).map(mapper).toList();
  }
}
