package io.groundswell.trend.webhook;

import io.groundswell.contract.Pepper;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Registers and lists.
@ApplicationScoped
class WebhookBook {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String COLUMNS = """
      SELECT webhook_id, url, types, created_at, disabled_at, disabled_reason,
        (SELECT count(*) FROM analytics.webhook_delivery AS d WHERE d.organization_id = w.organization_id
          AND d.webhook_id = w.webhook_id AND state = 'pending') AS pending,
        (SELECT count(*) FROM analytics.webhook_delivery AS d WHERE d.organization_id = w.organization_id
          AND d.webhook_id = w.webhook_id AND state = 'dead') AS dead
      FROM analytics.webhook AS w WHERE organization_id = $1""";

  private static final String LIST = COLUMNS + " ORDER BY created_at, webhook_id";
  private static final String ONE = COLUMNS + " AND webhook_id = $2";

  /// Two at once may make one too many.
  private static final String CREATE = """
      INSERT INTO analytics.webhook (webhook_id, organization_id, url, types)
      SELECT $2, $1, $3, $4 WHERE (SELECT count(*) FROM analytics.webhook WHERE organization_id = $1) < $5""";

  private static final String DELETE = "DELETE FROM analytics.webhook WHERE organization_id = $1 AND webhook_id = $2";

  private static final String DELIVERIES = """
      SELECT event_id, type, subject_type, subject_id, state, attempts, created_at, due_at, settled_at, last_status,
        last_error
      FROM analytics.webhook_delivery
      WHERE organization_id = $1 AND webhook_id = $2 AND ($3::text IS NULL OR state = $3)
      ORDER BY created_at DESC, event_id LIMIT $4""";

  private static final String REPLAY = """
      UPDATE analytics.webhook_delivery SET state = 'pending', attempts = 0, due_at = clock_timestamp(), settled_at = NULL
      WHERE organization_id = $1 AND webhook_id = $2 AND ($3::uuid IS NULL AND state = 'dead' OR event_id = $3)""";

  private static final String ENABLE = """
      UPDATE analytics.webhook SET disabled_at = NULL, disabled_reason = NULL
      WHERE organization_id = $1 AND webhook_id = $2 AND disabled_at IS NOT NULL""";

  private final ScopedReads reads;
  private final ServiceTransactions service;
  private final Pepper pepper;
  private final WebhookConfig config;

  WebhookBook(ScopedReads reads, ServiceTransactions service, Pepper pepper, WebhookConfig config) {
    this.reads = reads;
    this.service = service;
    this.pepper = pepper;
    this.config = config;
  }

  Webhook.Issued create(int organization, String url, List<String> types) {
    var id = UUID.randomUUID();
    int made = service.run(PATIENCE, statements -> statements.run(CREATE, Tuple.of(organization, id, url,
        types.toArray(String[]::new), config.most())).rowCount());
    if (made == 0) {
      throw new ProblemException(Problem.of(422, "too_many_webhooks", "Too many webhooks",
          "the organisation has as many webhooks as groundswell.webhook.most allows; delete one first"));
    }
    return new Webhook.Issued(one(organization, id), Secret.of(pepper, id).text());
  }

  Webhook.Listing list(int organization) {
    return reads.read(organization, queries -> {
      var all = new ArrayList<Webhook>();
      queries.run(LIST, Tuple.of(organization)).forEach(row -> all.add(Webhook.from(row)));
      return new Webhook.Listing(all);
    });
  }

  /// @throws ProblemException 404
  Webhook one(int organization, UUID id) {
    return reads.read(organization, queries -> {
      var rows = queries.run(ONE, Tuple.of(organization, id)).iterator();
      if (!rows.hasNext()) {
        throw new ProblemException(unknown());
      }
      return Webhook.from(rows.next());
    });
  }

  /// With everything that was to be sent there.
  void delete(int organization, UUID id) {
    if (service.run(PATIENCE, statements -> statements.run(DELETE, Tuple.of(organization, id)).rowCount()) == 0) {
      throw new ProblemException(unknown());
    }
  }

  /// The newest first.
  ///
  /// @param state null for all
  Webhook.Deliveries deliveries(int organization, UUID id, @Nullable String state, int limit) {
    one(organization, id);
    return reads.read(organization, queries -> {
      var sent = new ArrayList<Webhook.Sent>();
      queries.run(DELIVERIES, Tuple.of(organization, id, state, limit))
          .forEach(row -> sent.add(Webhook.Sent.from(row)));
      return new Webhook.Deliveries(sent);
    });
  }

  /// Sends again, under the same ids; a webhook that was disabled gets another chance.
  ///
  /// @param event null for all dead letters
  /// @throws ProblemException 404 where there is no such webhook or delivery
  Webhook.Replayed replay(int organization, UUID id, @Nullable UUID event) {
    one(organization, id);
    int replayed = service.run(PATIENCE, statements -> {
      statements.run(ENABLE, Tuple.of(organization, id));
      return statements.run(REPLAY, Tuple.of(organization, id, event)).rowCount();
    });
    if (event != null && replayed == 0) {
      throw new ProblemException(Problem.of(404, "unknown_delivery", "No such delivery",
          "the webhook has no delivery of this event, or no longer"));
    }
    return new Webhook.Replayed(replayed);
  }

  static Problem unknown() {
    return Problem.of(404, "unknown_webhook", "No such webhook", "the organisation has no webhook of this id");
  }
}
