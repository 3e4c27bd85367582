package io.groundswell.trend.hot;

import io.groundswell.contract.Slot;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.disturbance.Befallen;
import io.groundswell.trend.disturbance.Disturbance;
import io.groundswell.trend.niche.Niche;
import io.groundswell.trend.niche.NicheConfig;
import io.groundswell.trend.niche.Rule;
import io.groundswell.trend.turn.Completeness;
import io.groundswell.trend.turn.Turns;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Analyses an organisation's niches, one after another: those first that were analysed longest ago. One that fails, as
/// one that takes too long, is left as it was and waits behind the others.
@ApplicationScoped
class NicheKeeper {

  private static final Logger LOG = Logger.getLogger(NicheKeeper.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SLOTS_AT_ONCE = 64;
  /// As long as counts are kept.
  private static final int DAYS = Bucket.DAYS_KEPT + 8;

  private static final String NICHES = "SELECT " + Niche.COLUMNS + """
      , rules_applied_at IS NULL AS has_new_rules FROM analytics.features WHERE organization_id = $1
      ORDER BY analytics_version IS NOT DISTINCT FROM $2 OR analysis_failed_at IS NOT NULL,
        greatest(last_analyzed_at, analysis_failed_at) NULLS FIRST, niche_id""";

  private static final String FAILED =
      """
      UPDATE analytics.features SET analysis_failed_at = clock_timestamp() WHERE organization_id = $1 AND niche_id = $2""";

  private static final String SINCE = """
      SELECT min(counted_since) AS since FROM analytics.trend_platform WHERE organization_id = $1""";

  /// Beside each sum that of what may be judged: without the platforms and metrics that are left out.
  private static final String COUNTS = """
      SELECT b.metric, b.bucket_start, sum(b.events)::bigint AS events, sum(b.total)::float8 AS total,
        coalesce(sum(b.events) FILTER (WHERE left_out.platform IS NULL), 0)::bigint AS steady_events,
        coalesce(sum(b.total) FILTER (WHERE left_out.platform IS NULL), 0)::float8 AS steady_total
      FROM analytics.niche_member AS m JOIN analytics.trend_bucket AS b
        USING (organization_id, slot, subject_type, subject_id)
        LEFT JOIN (SELECT DISTINCT * FROM unnest($4::text[], $5::text[]) AS given (platform, metric)) AS left_out
          ON left_out.platform = b.platform AND left_out.metric = b.metric
      WHERE m.organization_id = $1 AND m.niche_id = $2 AND b.bucket_start >= $3 AND b.live
      GROUP BY b.metric, b.bucket_start ORDER BY b.metric, b.bucket_start""";

  /// Where the niche is counted, and what; asked only while something befalls one of the platforms.
  private static final String MEASURES = """
      SELECT DISTINCT b.platform, b.metric FROM analytics.niche_member AS m JOIN analytics.trend_bucket AS b
        USING (organization_id, slot, subject_type, subject_id)
      WHERE m.organization_id = $1 AND m.niche_id = $2 AND b.bucket_start >= $3 AND b.live""";

  /// Whoever was counted before the rule was there. A share of the slots at a time, so that no transaction lasts.
  private static final String APPLY = """
      INSERT INTO analytics.niche_member (organization_id, slot, subject_type, subject_id, niche_id, by_rule)
      SELECT DISTINCT organization_id, slot, subject_type, subject_id, $2::bigint, true FROM analytics.trend_bucket
      WHERE organization_id = $1 AND slot BETWEEN $3 AND $4 AND subject_type = $5 AND subject_id LIKE $6
      ORDER BY 1, 2, 3, 4 ON CONFLICT DO NOTHING""";

  /// Whoever belonged by a rule that is no more.
  private static final String LEAVE = """
      DELETE FROM analytics.niche_member AS m WHERE organization_id = $1 AND niche_id = $2 AND by_rule AND NOT EXISTS (
        SELECT FROM unnest($3::text[], $4::text[]) AS rule (type, pattern)
        WHERE rule.type = m.subject_type AND m.subject_id LIKE rule.pattern)""";

  /// Once more where the rules are so new that somebody may still count by the old ones.
  private static final String APPLIED = """
      UPDATE analytics.features SET rules_applied_at = clock_timestamp()
      WHERE organization_id = $1 AND niche_id = $2 AND niche_rules = $3::text::jsonb
        AND rules_changed_at < clock_timestamp() - interval '30 s'""";

  private final ServiceTransactions service;
  private final Turns turns;
  private final Completeness completeness;
  private final NicheConfig config;

  NicheKeeper(ServiceTransactions service, Turns turns, Completeness completeness, NicheConfig config) {
    this.service = service;
    this.turns = turns;
    this.completeness = completeness;
    this.config = config;
  }

  private record Waiting(Niche niche, boolean hasNewRules) {
  }

  void start(@Observes StartupEvent event) {
    turns.start("niches", config.analyseEvery(), this::analyse);
  }

  private void analyse(int organization) throws InterruptedException {
    var niches = service.run(PATIENCE, statements -> {
      var waiting = new ArrayList<Waiting>();
      statements.run(NICHES, Tuple.of(organization, NicheAnalysis.VERSION))
          .forEach(row -> waiting.add(new Waiting(Niche.from(row), row.getBoolean("has_new_rules"))));
      return waiting;
    });
    for (var each : niches) {
      try {
        if (each.hasNewRules) {
          apply(each.niche);
        }
        analyse(each.niche);
      } catch (RuntimeException failure) {
        failed(each.niche, failure);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private void failed(Niche niche, RuntimeException failure) {
    if (Thread.currentThread().isInterrupted()) {
      return;
    }
    LOG.warnf(failure, "niche %d of organisation %d stays as it was: its analysis failed, the next one goes on",
        niche.id(), niche.organization());
    service.run(PATIENCE, statements -> statements.run(FAILED, Tuple.of(niche.organization(), niche.id())));
  }

  private void apply(Niche niche) {
    service.run(PATIENCE, statements -> statements.run(LEAVE, Tuple.of(niche.organization(), niche.id(),
        niche.rules().stream().map(Rule::subjectType).toArray(String[]::new),
        niche.rules().stream().map(Rule::like).toArray(String[]::new))));
    for (int first = 0; first < Slot.COUNT; first += SLOTS_AT_ONCE) {
      int slots = first;
      service.run(PATIENCE, statements -> {
        for (var rule : niche.rules()) {
          statements.run(APPLY, arguments(niche, rule, slots));
        }
        return niche;
      });
    }
    service.run(PATIENCE, statements -> statements.run(APPLIED,
        Tuple.of(niche.organization(), niche.id(), niche.rulesAsJson())));
  }

  private static Tuple arguments(Niche niche, Rule rule, int first) {
    return Tuple.of(niche.organization(), niche.id(), (short) first, (short) (first + SLOTS_AT_ONCE - 1),
        rule.subjectType(), rule.like());
  }

  private void analyse(Niche niche) {
    var analysis = service.run(PATIENCE, statements -> {
      var open = completeness.firstOpen(statements::run);
      var since = statements.run(SINCE, Tuple.of(niche.organization())).iterator().next().getOffsetDateTime("since");
      if (open == null || since == null) {
        return new Read(null);
      }
      var reliable = reliable(statements, niche, open);
      var read = new NicheAnalysis(Bucket.of(since.toInstant()), reliable);
      statements.run(COUNTS, Tuple.of(niche.organization(), niche.id(), from(open),
          reliable.leftOut().stream().map(Reliable.Measure::platform).toArray(String[]::new),
          reliable.leftOut().stream().map(Reliable.Measure::metric).toArray(String[]::new))).forEach(read::take);
      return new Read(read);
    }).analysis;
    if (analysis != null) {
      var hot = analysis.hot((int) (niche.id() % Slot.COUNT));
      service.run(PATIENCE, statements -> {
        HotNiches.write(statements, niche.organization(), niche.id(), analysis, hot);
        return niche;
      });
    }
  }

  private static Reliable reliable(Statements statements, Niche niche, long open) {
    var befallen = Befallen.from(statements.run(Disturbance.SELECT, Tuple.of(niche.organization())));
    var measures = new HashSet<Reliable.Measure>();
    if (!befallen.all().isEmpty()) {
      statements.run(MEASURES, Tuple.of(niche.organization(), niche.id(), from(open)))
          .forEach(row -> measures.add(new Reliable.Measure(row.getString("platform"), row.getString("metric"))));
    }
    return Reliable.of(niche.organization(), measures, befallen, open);
  }

  /// @param analysis null while it is not known what is complete
  private record Read(@Nullable NicheAnalysis analysis) {
  }

  private static OffsetDateTime from(long open) {
    return Bucket.start(open - (long) DAYS * Bucket.DAY).atOffset(ZoneOffset.UTC);
  }
}
