package io.groundswell.command.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class VerifyTest {

  private final Operator operator = Operator.ofAnEmptyDatabase();

  @Test
  void everythingThatStandsAsItWasMadePassesAndWhatDoesNotIsNamed() throws Exception {
    assertThat(operator.check("verify").exitCode()).as("nothing was done yet").isEqualTo(10);
    operator.db("up");

    var passed = operator.check("verify");
    assertThat(passed.err()).isEmpty();
    assertThat(passed.out()).containsPattern("metrics 2\\.0\\.0 +[0-9]{2,} checks +ok").doesNotContain("failed");
    assertThat(passed.exitCode()).isZero();
    assertThat(operator.check("drift").out()).isEqualTo("The schema is what the migrations make.\n");
    assertThat(operator.text("SELECT count(*) FROM analytics.verify_migration_integrity() WHERE status <> 'ok'"))
        .isEqualTo("0");

    operator.run("DROP INDEX analytics.trend_call_time");
    operator.run("ALTER TABLE analytics.creators DISABLE ROW LEVEL SECURITY");
    operator.run("DELETE FROM analytics.measure WHERE id = 0");
    operator.run("CREATE TABLE analytics.scribbled (id int)");
    operator.run("INSERT INTO analytics.partition_day (day, partition_start) VALUES ('1999-01-01', '1999-01-01')");

    var failed = operator.check("verify");
    assertThat(failed.exitCode()).isEqualTo(12);
    assertThat(failed.out()).contains("index trend_call_time is missing", "table creators was changed",
        "row {\"id\": 0} of measure is missing",
        "the day 1999-01-01 is noted and has no partition of analytics_events");
    var drift = operator.check("drift", "--json");
    assertThat(drift.exitCode()).isEqualTo(11);
    assertThat(new ObjectMapper().readTree(drift.out()).path("drift").toString())
        .contains("no migration: table scribbled was added");
    assertThat(operator.text("SELECT string_agg(service || ' ' || version || ' ' || details, ';') "
        + "FROM analytics.verify_migration_integrity() WHERE status = 'failed'"))
        .contains("trend 2.5.0 index trend_call_time is missing", "metrics 2.5.0 table creators was changed");

    var refused = operator.check("finalize");
    assertThat(refused.exitCode()).isEqualTo(12);
    assertThat(refused.err()).contains("nothing was finalized");
  }

  @Test
  void whatIsFinalCannotBeTakenBackAndOldBackupsGo() throws Exception {
    assertThat(operator.check("finalize").exitCode()).isEqualTo(10);
    operator.db("up");
    operator.run("CREATE TABLE public.posts_backup (id int PRIMARY KEY)");
    operator.run("CREATE TABLE public.\"Insights_backup\" (post_id int REFERENCES posts_backup (id))");
    operator.run("CREATE TABLE public.fresh_backup (id int)");
    operator.run("INSERT INTO analytics.migration_backup (keep_until, backup, reason) VALUES "
        + "(now() - interval '1 day', 'public.posts_backup', 'imported'), (now() - interval '1 day', "
        + "'public.\"Insights_backup\"', 'imported'), (now() + interval '1 day', "
        + "'public.fresh_backup', 'imported')");

    assertThat(operator.check("finalize").out()).isEqualTo("What was done is final; 2 backups were dropped.\n");

    assertThat(operator.text("SELECT to_regclass('public.posts_backup')")).isEqualTo("null");
    assertThat(operator.text("SELECT to_regclass('public.fresh_backup')")).isEqualTo("fresh_backup");
    var down = operator.db("down");
    assertThat(down.exitCode()).isEqualTo(14);
    assertThat(down.err()).contains("was finalized at");
    operator.run("DROP INDEX analytics.trend_call_time");
    assertThat(operator.text("SELECT count(*) FROM analytics.verify_migration_integrity() WHERE status = 'failed'"))
        .isEqualTo("1");
  }

  @Test
  void plansWithTheLocksThatWereSeenAndTheSizesOfTheRealTables() throws Exception {
    operator.db("up", "--service", "metrics", "--to", "2.0.0");
    operator
        .run("INSERT INTO analytics.accounting SELECT now(), 1, 0, 0, 1, n, 'a' FROM generate_series(1, 1000) AS n");
    operator.run("ANALYZE analytics.accounting");

    var plan = operator.check("plan", "--service", "metrics");

    assertThat(plan.err()).isEmpty();
    assertThat(plan.exitCode()).isEqualTo(10);
    assertThat(plan.out()).contains("-- metrics 2.1.0: V2.1.0__conflicts_and_clocks.sql, about ",
        "-- Locks accounting (AccessExclusiveLock): nobody reads or writes; 1,000 rows, ",
        "ADD COLUMN conflict bigint NOT NULL DEFAULT 0");
    var all = operator.check("plan", "--json", "--no-sql");
    assertThat(all.exitCode()).as(all.err()).isEqualTo(10);
    var json = new ObjectMapper().readTree(all.out()).path("pending");
    assertThat(json.get(0).path("service").asText()).isEqualTo("ingest");
    assertThat(json.findValues("sql")).isEmpty();
    assertThat(operator.db("status").exitCode()).as("nothing was done").isEqualTo(10);
  }
}
