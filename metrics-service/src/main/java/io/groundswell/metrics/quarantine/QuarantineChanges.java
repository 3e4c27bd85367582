package io.groundswell.metrics.quarantine;

import io.groundswell.groundwork.access.Access;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Moves a record on, together with the line in the audit.
@ApplicationScoped
class QuarantineChanges {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  // A replay that an operator may have skipped (groundswell offsets skip) was perhaps never read: then nothing else
  // would ever move the record on. Where it was read all the same, a second replay is a duplicate.
  private static final String LOCK = """
      SELECT state, topic, value, appended_at, state = 'replaying' AND EXISTS (
          SELECT FROM analytics.skipped_range AS skipped
          WHERE skipped.topic = replay_topic AND skipped.skipped_at > replay_sent_at) AS skipped
      FROM analytics.quarantine
      WHERE organization_id = $1 AND id = $2 FOR UPDATE""";

  private static final String REPLAY = """
      UPDATE analytics.quarantine
      SET state = 'replaying', changed_at = now(), replay_topic = $3, replay_key = $4, replay_value = $5,
        replay_sent_at = NULL
      WHERE organization_id = $1 AND id = $2 RETURNING {columns}""".replace("{columns}", Held.COLUMNS);

  private static final String DISCARD = """
      UPDATE analytics.quarantine SET state = 'discarded', changed_at = now(), replay_topic = NULL, replay_key = NULL,
        replay_value = NULL
      WHERE organization_id = $1 AND id = $2 RETURNING {columns}""".replace("{columns}", Held.COLUMNS);

  private static final String AUDIT = """
      INSERT INTO analytics.quarantine_audit (organization_id, quarantine_id, key_id, action, reason, patch)
      VALUES ($1, $2, $3, $4, $5, $6::text::jsonb)""";

  private final ServiceTransactions service;
  private final InstantSource clock;

  QuarantineChanges(ServiceTransactions service, InstantSource clock) {
    this.service = service;
    this.clock = clock;
  }

  /// Puts the replacement into the outbox.
  ///
  /// @throws ProblemException 404, 409 where it is not held any more, 422 where it still could not be stored
  Held replay(Access caller, UUID id, Replacement.Wish wish) {
    return service.run(PATIENCE, statements -> {
      var row = held(statements, caller.organization(), id);
      var value = row.getBuffer("value");
      var replacement = Replacement.of(new Replacement.Original(id, caller.organization(), row.getString("topic"),
          value == null ? null : value.getBytes(), row.getOffsetDateTime("appended_at").toInstant()), wish,
          clock.instant());
      audit(statements, caller, id, "replay", wish.reason(), wish.audited());
      return Held.from(statements.run(REPLAY, Tuple.of(caller.organization(), id, replacement.lane().topic(),
          Buffer.buffer(replacement.key()), Buffer.buffer(replacement.value()))).iterator().next());
    });
  }

  /// @throws ProblemException 404, 409 where it is not held any more
  Held discard(Access caller, UUID id, String reason) {
    return service.run(PATIENCE, statements -> {
      held(statements, caller.organization(), id);
      audit(statements, caller, id, "discard", reason, null);
      return Held.from(statements.run(DISCARD, Tuple.of(caller.organization(), id)).iterator().next());
    });
  }

  private static Row held(Statements statements, int organization, UUID id) {
    var rows = statements.run(LOCK, Tuple.of(organization, id)).iterator();
    if (!rows.hasNext()) {
      throw QuarantineResource.unknown();
    }
    var row = rows.next();
    if (!row.getString("state").equals("held") && !row.getBoolean("skipped")) {
      throw new ProblemException(Problem.of(409, "not_held", "The record is not held any more",
          "it was replayed or discarded before; its history says by whom"));
    }
    return row;
  }

  private static void audit(Statements statements, Access caller, UUID id, String action, String reason,
      @Nullable String patch) {
    statements.run(AUDIT, Tuple.of(caller.organization(), id, caller.keyId(), action, reason, patch));
  }
}
