package io.groundswell.metrics.retention;

import io.groundswell.groundwork.background.Rounds;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.groundswell.metrics.archive.ArchivedRows;
import io.groundswell.metrics.jobs.Jobs;
import io.groundswell.metrics.jobs.Lease;
import io.groundswell.metrics.jobs.LeaseLostException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Removes what has expired: a job of one replica, one day of one rule a transaction, so that whoever goes on after a
/// kill goes on there; a day that is gone through again has nothing more to remove. A rule that does not get on, for
/// instance because a file is damaged, says why and keeps no other one waiting.
@ApplicationScoped
class RetentionKeeper {

  private static final Logger LOG = Logger.getLogger(RetentionKeeper.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long DRAIN_PAUSE_MILLIS = 100;
  /// After so many pauses a round ends, and the next one moves the boundaries first.
  private static final int MOST_PAUSES = 600;

  private static final String MOVE_BOUNDARIES = """
      UPDATE analytics.retention SET expired_before = $1::date - keep_days, barrier = pg_current_xact_id()
      WHERE keep_days IS NOT NULL AND expired_before < $1::date - keep_days""";

  private static final String UNFINISHED = """
      SELECT organization_id, event_type, expired_before,
        coalesce(pg_snapshot_xmin(pg_current_snapshot()) > barrier, true) AS drained,
        (SELECT min(day) FROM (
          SELECT day FROM analytics.partition_day UNION ALL
          SELECT day + n FROM analytics.archive_partition, generate_series(0, days - 1) AS n) AS known (day)
         WHERE day >= done_before AND day < expired_before) AS next_day,
        (SELECT coalesce(array_agg(own.event_type), '{}') FROM analytics.retention AS own
         WHERE own.organization_id = rule.organization_id AND own.keep_days IS NOT NULL AND own.event_type <> '*') AS own
      FROM analytics.retention AS rule
      WHERE done_before < expired_before AND keep_days IS NOT NULL AND NOT EXISTS (
        SELECT FROM unnest($1::int[], $2::text[]) AS passed (organization_id, event_type)
        WHERE passed.organization_id = rule.organization_id AND passed.event_type = rule.event_type)
      ORDER BY organization_id, event_type LIMIT 1""";

  /// NULL: the day does not stand.
  private static final String EXPIRE = "SELECT analytics.expire_events($1, $2, $3) AS removed";

  private static final String DONE = """
      UPDATE analytics.retention SET done_before = greatest(done_before, $3), removed = removed + $4, error = NULL
      WHERE organization_id = $1 AND event_type = $2""";

  private static final String HINDERED = """
      UPDATE analytics.retention SET error = $3 WHERE organization_id = $1 AND event_type = $2""";

  private final ServiceTransactions service;
  private final ArchivedRows archived;
  private final RetentionConfig config;
  private final Jobs jobs;
  private final InstantSource clock;
  private final Counter removed;
  private volatile @Nullable Rounds rounds;

  RetentionKeeper(ServiceTransactions service, ArchivedRows archived, RetentionConfig config, Jobs jobs,
      InstantSource clock, MeterRegistry meters) {
    this.service = service;
    this.archived = archived;
    this.config = config;
    this.jobs = jobs;
    this.clock = clock;
    this.removed = Counter.builder("groundswell.retention.removed")
        .description("events that were removed because they had expired").register(meters);
  }

  void start(@Observes StartupEvent event) {
    rounds = jobs.start("retention", config.every(), this::round);
  }

  /// There is a new rule.
  void wake() {
    Objects.requireNonNull(rounds).wake();
  }

  void round(Lease lease) throws InterruptedException {
    var today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
    service.run(PATIENCE, statements -> {
      lease.require(statements);
      return statements.run(MOVE_BOUNDARIES, Tuple.of(today));
    });
    var passed = new LinkedHashSet<Key>();
    var waiting = new LinkedHashSet<Key>();
    int pauses = 0;
    while (pauses < MOST_PAUSES) {
      var next = service.run(PATIENCE, statements -> statements.run(UNFINISHED, Tuple.from(List.of(
          passed.stream().map(Key::organization).toArray(Integer[]::new),
          passed.stream().map(Key::type).toArray(String[]::new))))).iterator();
      if (next.hasNext()) {
        var rule = next.next();
        lease.require();
        var key = new Key(rule.getInteger("organization_id"), rule.getString("event_type"));
        switch (step(rule, key, lease)) {
          case ON -> {
          }
          case WAITING -> {
            passed.add(key);
            waiting.add(key);
          }
          case HINDERED -> passed.add(key);
        }
      } else if (waiting.isEmpty()) {
        return;
      } else {
        passed.removeAll(waiting);
        waiting.clear();
        pauses++;
        Thread.sleep(DRAIN_PAUSE_MILLIS);
      }
    }
  }

  private record Key(int organization, String type) {
  }

  /// How a rule got on: a day further; not yet, since somebody has to end first; or not at all, in this round.
  private enum Progress {
    ON, WAITING, HINDERED
  }

  private Progress step(Row rule, Key key, Lease lease) {
    try {
      return rule.getBoolean("drained") && expire(rule, lease) ? Progress.ON : Progress.WAITING;
    } catch (LeaseLostException lost) {
      throw lost;
    } catch (RuntimeException trouble) {
      // Where the database is away, this is not written either, and ends the round.
      service.run(PATIENCE, statements -> statements.run(HINDERED,
          Tuple.of(key.organization, key.type, String.valueOf(trouble.getMessage()))));
      LOG.errorf("what has expired of organisation %d and type %s does not go: %s", key.organization, key.type,
          trouble.getMessage());
      return Progress.HINDERED;
    }
  }

  /// @return whether it got on
  private boolean expire(Row rule, Lease lease) {
    int organization = rule.getInteger("organization_id");
    var type = rule.getString("event_type");
    var day = rule.getLocalDate("next_day");
    if (day == null) {
      service.run(PATIENCE, statements -> done(statements, rule, rule.getLocalDate("expired_before"), 0));
      return true;
    }
    // The rows first: a day that leaves for a file after this leaves without them.
    var rows = service.run(config.dayTimeout(), statements -> {
      lease.require(statements);
      return statements.run(EXPIRE, Tuple.of(organization, type, day)).iterator().next().getLong("removed");
    });
    var own = List.of(rule.getArrayOfStrings("own"));
    var filed = archived.expire(day, organization,
        each -> type.equals(Rule.ALL_TYPES) ? !own.contains(each) : type.equals(each));
    if (filed.isEmpty() || (rows == null && !filed.orElseThrow().isOnlyInFile())) {
      return false;
    }
    long all = (rows == null ? 0 : rows) + (rows == null ? filed.orElseThrow().removed() : 0);
    service.run(PATIENCE, statements -> done(statements, rule, day.plusDays(1), all));
    removed.increment(all);
    LOG.infof("%d events of organisation %d and type %s of %s have expired", all, organization, type, day);
    return true;
  }

  private static int done(Statements statements, Row rule, LocalDate before, long count) {
    return statements.run(DONE,
        Tuple.of(rule.getInteger("organization_id"), rule.getString("event_type"), before, count)).rowCount();
  }
}
