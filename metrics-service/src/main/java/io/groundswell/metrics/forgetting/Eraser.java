package io.groundswell.metrics.forgetting;

import io.groundswell.contract.Slot;
import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.background.Rounds;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.groundswell.metrics.archive.ArchivedPersons;
import io.groundswell.metrics.content.SearchWords;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Carries orders out, one step a transaction: any replica goes on where another was killed, and a step that is done
/// again finds nothing more to do.
///
/// *requested*: a barrier is set behind every transaction that may not know of the order. *draining*: until all of
/// these have ended. *erasing*: the events day by day, those in the archive's files too, then everything else together.
@ApplicationScoped
class Eraser {

  private static final Logger LOG = Logger.getLogger(Eraser.class);
  private static final Duration DRAIN_PAUSE = Duration.ofMillis(100);
  private static final int MOST_TEXTS = 1_000;

  // Locked for the transaction: two replicas work on two orders, never on the same.
  private static final String NEXT = """
      SELECT id, state, organization_id, user_id, person_hash, next_day, next_archived_day,
        coalesce(pg_snapshot_xmin(pg_current_snapshot()) > barrier, false) AS drained
      FROM analytics.forgetting WHERE state <> 'done'
      ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED""";

  private static final String SET_BARRIER = """
      UPDATE analytics.forgetting SET state = 'draining', barrier = pg_current_xact_id() WHERE id = $1""";

  private static final String BEGIN_ERASING = "UPDATE analytics.forgetting SET state = 'erasing' WHERE id = $1";

  private static final String NEXT_DAY = "SELECT min(day) AS day FROM analytics.partition_day WHERE day >= $1";

  private static final String ERASE_DAY = """
      UPDATE analytics.forgetting SET next_day = $2::date + 1, report = report || jsonb_build_object('analytics_events',
        coalesce((report ->> 'analytics_events')::bigint, 0) + analytics.forget_events($3, coalesce((
          SELECT id FROM analytics.person WHERE organization_id = $3 AND external_id = $4), -1), $4, $2))
      WHERE id = $1""";

  private static final String OWN_TEXTS = """
      SELECT subject_id, platform, text FROM analytics.posts
      WHERE organization_id = $1 AND user_id = (SELECT id FROM analytics.person WHERE organization_id = $1 AND external_id = $2)
        AND text IS NOT NULL AND (subject_id, platform) > ($3, $4)
      ORDER BY subject_id, platform LIMIT {most}""".replace("{most}", Integer.toString(MOST_TEXTS));

  private static final String ERASE_WORDS = """
      UPDATE analytics.forgetting SET report = report || jsonb_build_object('words',
        coalesce((report ->> 'words')::bigint, 0) + analytics.forget_words($2, coalesce((
          SELECT id FROM analytics.person WHERE organization_id = $2 AND external_id = $3), -1), $4::text[]))
      WHERE id = $1""";

  private static final String ERASE_CONTENT = """
      UPDATE analytics.forgetting SET report = report || jsonb_build_object('content', analytics.forget_content($2, coalesce((
          SELECT id FROM analytics.person WHERE organization_id = $2 AND external_id = $3), -1), $3),
        'time', analytics.forget_time($2, coalesce((
          SELECT id FROM analytics.person WHERE organization_id = $2 AND external_id = $3), -1), $3))
      WHERE id = $1""";

  // Going through a file takes its time, during which this transaction does nothing.
  private static final String BE_PATIENT = "SELECT set_config('idle_in_transaction_session_timeout', $1, true)";

  private static final String ERASE_ARCHIVED_DAY = """
      UPDATE analytics.forgetting SET next_archived_day = $2::date + 1, report = report || jsonb_build_object('archive',
        coalesce((report ->> 'archive')::bigint, 0) + $3::bigint)
      WHERE id = $1""";

  private static final String ERASE_NAMES = """
      WITH gone AS (DELETE FROM analytics.person WHERE organization_id = $2 AND external_id = $3 RETURNING 1)
      UPDATE analytics.forgetting SET state = 'done', finished_at = clock_timestamp(), user_id = NULL,
        version = nextval('analytics.forgetting_version_seq'),
        report = report || jsonb_build_object('person', (SELECT count(*) FROM gone),
          'quarantine', analytics.forget_quarantine($2, $3), 'quarantine_audit', analytics.forget_audit($2, $3),
          'subject', analytics.forget_subject($2, $3, $4))
      WHERE id = $1 RETURNING report::text AS report""";

  // The function is the trend-service's and appears with its migrations.
  private static final String KNOWS_TREND = """
      SELECT to_regprocedure('analytics.forget_trend_subject(int, smallint, text, text)') IS NOT NULL AS known""";

  private static final String ERASE_TREND = """
      UPDATE analytics.forgetting SET report = report || jsonb_build_object('trend_bucket',
        analytics.forget_trend_subject($2, $3, 'user', $4)) WHERE id = $1""";

  // The ingest-service's, likewise.
  private static final String KNOWS_IMPORTS = """
      SELECT to_regprocedure('analytics.forget_import_keys(int, text)') IS NOT NULL AS known""";

  private static final String ERASE_IMPORT_KEYS = """
      UPDATE analytics.forgetting SET report = report || jsonb_build_object('analysis_chunks',
        analytics.forget_import_keys($2, $3)) WHERE id = $1""";

  private final ServiceTransactions service;
  private final ForgettingConfig config;
  private final Background background;
  private final ArchivedPersons archived;
  private volatile @Nullable Rounds rounds;

  Eraser(ServiceTransactions service, ForgettingConfig config, Background background, ArchivedPersons archived) {
    this.service = service;
    this.config = config;
    this.background = background;
    this.archived = archived;
  }

  /// What one step came to.
  private enum Step {
    NOTHING_TO_DO, WAITING, DONE
  }

  void start(@Observes StartupEvent event) {
    rounds = background.start("eraser", "an order to forget does not get on", config.lookEvery(),
        () -> switch (service.run(config.dayTimeout(), this::step)) {
          case NOTHING_TO_DO -> config.lookEvery();
          case WAITING -> DRAIN_PAUSE;
          case DONE -> Duration.ZERO;
        });
  }

  /// There is an order.
  void wake() {
    var going = rounds;
    if (going != null) {
      going.wake();
    }
  }

  private Step step(Statements statements) {
    var rows = statements.run(NEXT, Tuple.tuple()).iterator();
    if (!rows.hasNext()) {
      return Step.NOTHING_TO_DO;
    }
    var row = rows.next();
    var id = row.getUUID("id");
    switch (row.getString("state")) {
      case "requested" -> statements.run(SET_BARRIER, Tuple.of(id));
      case "draining" -> {
        if (!row.getBoolean("drained")) {
          return Step.WAITING;
        }
        statements.run(BEGIN_ERASING, Tuple.of(id));
      }
      default -> {
        return erase(statements, row, id);
      }
    }
    return Step.DONE;
  }

  private Step erase(Statements statements, Row row, UUID id) {
    int organization = row.getInteger("organization_id");
    var userId = row.getString("user_id");
    var day = statements.run(NEXT_DAY, Tuple.of(row.getLocalDate("next_day"))).iterator().next().getLocalDate("day");
    if (day != null) {
      eraseDay(statements, id, day, organization, userId);
      return Step.DONE;
    }
    var archivedDay = archived.nextDay(row.getLocalDate("next_archived_day"));
    if (archivedDay != null) {
      return eraseArchivedDay(statements, id, archivedDay, organization, userId);
    }
    if (statements.run(KNOWS_TREND, Tuple.tuple()).iterator().next().getBoolean("known")) {
      var key = (organization + "/user/" + userId).getBytes(StandardCharsets.UTF_8);
      statements.run(ERASE_TREND, Tuple.of(id, organization, (short) Slot.of(key), userId));
    }
    if (statements.run(KNOWS_IMPORTS, Tuple.tuple()).iterator().next().getBoolean("known")) {
      statements.run(ERASE_IMPORT_KEYS, Tuple.of(id, organization, userId));
    }
    eraseWords(statements, id, organization, userId);
    statements.run(ERASE_CONTENT, Tuple.of(id, organization, userId));
    var hash = ByteBuffer.wrap(row.getBuffer("person_hash").getBytes());
    var report = statements.run(ERASE_NAMES, Tuple.of(id, organization, userId, PersonHash.pseudonym(hash)));
    LOG.infof("a person of organisation %d was forgotten, rows: %s", organization,
        report.iterator().next().getString("report"));
    return Step.DONE;
  }

  /// Those of their posts, split as they were when they were stored, and those of their name.
  private static void eraseWords(Statements statements, UUID id, int organization, String userId) {
    var words = SearchWords.of(userId).collect(Collectors.toCollection(TreeSet::new));
    int subject = -1;
    var platform = "";
    int texts;
    do {
      texts = 0;
      for (var row : statements.run(OWN_TEXTS, Tuple.of(organization, userId, subject, platform))) {
        SearchWords.of(row.getString("text")).forEach(words::add);
        subject = row.getInteger("subject_id");
        platform = row.getString("platform");
        texts++;
      }
      statements.run(ERASE_WORDS, Tuple.of(id, organization, userId, words.toArray(String[]::new)));
      words.clear();
    } while (texts == MOST_TEXTS);
  }

  private Step eraseArchivedDay(Statements statements, UUID id, LocalDate day, int organization, String userId) {
    statements.run(BE_PATIENT, Tuple.of(Long.toString(config.dayTimeout().toMillis())));
    var changed = archived.forget(day, organization, userId);
    if (changed.isEmpty()) {
      return Step.WAITING;
    }
    statements.run(ERASE_ARCHIVED_DAY, Tuple.of(id, day, changed.orElseThrow()));
    return Step.DONE;
  }

  private static void eraseDay(Statements statements, UUID id, LocalDate day, int organization, String userId) {
    statements.run(ERASE_DAY, Tuple.of(id, day, organization, userId));
  }
}
