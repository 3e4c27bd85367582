package io.groundswell.trend.insight;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.contract.Slot;
import io.groundswell.contract.Subject;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.insight.InsightRegistry.Said;
import io.groundswell.trend.lead.Lead;
import io.groundswell.trend.lead.Leads;
import io.groundswell.trend.memory.SeriesKey;
import io.groundswell.trend.turn.Completeness;
import io.groundswell.trend.turn.Turns;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Looks for something to say of an organisation's subjects: of each trend that was announced, and of what stands on
/// the boards whether it broke a record or went ahead on a platform. And looks again at what was said.
@ApplicationScoped
class InsightKeeper {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  /// An hour's count below this is no record worth a word.
  private static final double LEAST_RECORD = 10;

  /// The newest first: what late counts have refuted before it could be said stands in nobody's way.
  private static final String ANNOUNCED = """
      SELECT o.event_id, o.type, o.organization_id, o.slot, o.subject_type, o.subject_id, c.platform, c.metric,
        c.called_at
      FROM analytics.trend_outbox AS o JOIN analytics.trend_call AS c
        ON (c.organization_id, c.slot, c.subject_type, c.subject_id)
          = (o.organization_id, o.slot, o.subject_type, o.subject_id)
        AND c.platform = o.event::jsonb ->> 'platform' AND c.metric = o.event::jsonb #>> '{data,metric}'
        AND c.called_at = (o.event::jsonb #>> '{data,since}')::timestamptz
      WHERE o.organization_id = $1 AND o.created_at > clock_timestamp() - interval '6 hours'
        AND NOT EXISTS (SELECT FROM analytics.insight_registry AS r
          WHERE r.organization_id = $1 AND r.insight_key = 'trend/' || o.event_id)
      ORDER BY o.transaction DESC, o.place DESC LIMIT 100""";

  private static final String STANDING = """
      SELECT t.subject, t.platform, t.metric, max(t.score) AS score
      FROM analytics.trend_candidate, jsonb_to_recordset(standing)
        AS t (subject text, platform text, metric text, score float8)
      WHERE organization_id = $1 GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT 50""";

  private static final String COUNTED_SINCE = """
      SELECT counted_since FROM analytics.trend_platform WHERE organization_id = $1 AND platform = $2""";

  private final ServiceTransactions service;
  private final Turns turns;
  private final Completeness completeness;
  private final InsightConfig config;

  InsightKeeper(ServiceTransactions service, Turns turns, Completeness completeness, InsightConfig config) {
    this.service = service;
    this.turns = turns;
    this.completeness = completeness;
    this.config = config;
  }

  /// A trend that something was announced of.
  private record Announced(UUID id, String type, SeriesKey series, long since) {

    static Announced from(Row row) {
      return new Announced(row.getUUID("event_id"), row.getString("type"), SeriesKey.from(row),
          Bucket.of(row.getOffsetDateTime("called_at").toInstant()));
    }
  }

  void start(@Observes StartupEvent event) {
    turns.start("insights", config.every(), this::look);
    turns.start("insight-comparisons", config.compareEvery(), this::compare);
    turns.start("insight-checks", config.checkEvery(), this::check);
  }

  private void look(int organization) throws InterruptedException {
    var open = open();
    if (open < 0) {
      return;
    }
    for (var announced : announced(organization)) {
      service.run(PATIENCE, statements -> {
        say(statements, announced, open);
        return announced;
      });
      stopIfAsked();
    }
  }

  private void compare(int organization) throws InterruptedException {
    var open = open();
    if (open < 0) {
      return;
    }
    var known = service.run(PATIENCE, statements -> InsightRegistry.keys(statements, organization));
    var compared = new HashSet<String>();
    for (var series : standing(organization)) {
      service.run(PATIENCE, statements -> {
        lookForRecord(statements, series, open, known);
        if (compared.add(series.subject() + " " + series.metric())) {
          lookForLead(statements, series, open, known);
        }
        return series;
      });
      stopIfAsked();
    }
  }

  /// @return below 0 while it is not known what is complete
  private long open() {
    return service.run(PATIENCE,
        statements -> Objects.requireNonNullElse(completeness.firstOpen(statements::run), -1L));
  }

  private List<Announced> announced(int organization) {
    return service.run(PATIENCE, statements -> {
      var all = new ArrayList<Announced>();
      statements.run(ANNOUNCED, Tuple.of(organization)).forEach(row -> all.add(Announced.from(row)));
      return all;
    });
  }

  private static void say(Statements statements, Announced announced, long open) {
    var finding = finding(statements, announced, open);
    if (finding != null && finding.verdict().equals(Finding.HOLDS)) {
      InsightRegistry.make(statements, finding);
    }
  }

  private static @Nullable Finding finding(Statements statements, Announced announced, long open) {
    var course = Course.of(statements::run, announced.series, open);
    // As it is asked again: the same counts have to say the same.
    double level = course.levelBefore(announced.since);
    return switch (announced.type) {
      case "trend.started" ->
          Findings.rose(announced.id, announced.series, course, announced.since, level, open);
      case "trend.peaked" ->
          Findings.peaked(announced.id, announced.series, course, announced.since, level, open);
      case "trend.ended" ->
          Findings.faded(announced.id, announced.series, course, announced.since, level, open);
      default -> null;
    };
  }

  private List<SeriesKey> standing(int organization) {
    return service.run(PATIENCE, statements -> {
      var all = new ArrayList<SeriesKey>();
      for (var row : statements.run(STANDING, Tuple.of(organization))) {
        var subject = Subject.find(row.getString("subject"));
        if (subject != null) {
          int slot = Slot.of((organization + "/" + subject).getBytes(StandardCharsets.UTF_8));
          all.add(new SeriesKey(organization, slot, subject, row.getString("platform"), row.getString("metric")));
        }
      }
      return all;
    });
  }

  private void lookForRecord(Statements statements, SeriesKey series, long open, Set<String> known) {
    long from = open - Bucket.DAY;
    var rows = statements.run(COUNTED_SINCE, Tuple.of(series.organization(), series.platform())).iterator();
    if (!rows.hasNext()) {
      return;
    }
    long counted = Math.max(Bucket.of(rows.next().getOffsetDateTime("counted_since").toInstant()),
        open - (long) Bucket.DAYS_KEPT * Bucket.DAY);
    var course = Course.of(statements::run, series, open);
    if (open - course.unchangedSince(counted, open) < config.recordAfter().dividedBy(Bucket.LENGTH)) {
      return;
    }
    var finding = Findings.brokeRecord(series, course, from, counted, open);
    if (finding.verdict().equals(Finding.HOLDS) && finding.evidence().path("value").asDouble() >= LEAST_RECORD
        && !known.contains(finding.key())) {
      InsightRegistry.make(statements, finding);
    }
  }

  private static void lookForLead(Statements statements, SeriesKey series, long open, Set<String> known) {
    for (var window : List.of(Window.DAY, Window.HOUR)) {
      var leads = new Leads(window, open)
          .read(statements::run, series.organization(), series.slot(), series.subject(), series.metric());
      var found = leads.all().stream().filter(Lead::significant)
          .map(lead -> Findings.led(on(series, lead.leader()), lead, window, leads.begin(), open)).toList();
      found.stream().filter(finding -> !known.contains(finding.key()))
          .forEach(finding -> InsightRegistry.make(statements, finding));
      if (!found.isEmpty()) {
        return;
      }
    }
  }

  private static SeriesKey on(SeriesKey series, String platform) {
    return new SeriesKey(series.organization(), series.slot(), series.subject(), platform, series.metric());
  }

  private void check(int organization) throws InterruptedException {
    var changed = service.run(PATIENCE, statements -> {
      InsightRegistry.dropOld(statements, organization, config.keep().toSeconds());
      return InsightRegistry.changed(statements, organization);
    });
    for (var said : changed) {
      service.run(PATIENCE, statements -> {
        InsightRegistry.check(statements, said, again(statements, said));
        return said;
      });
      stopIfAsked();
    }
  }

  /// The same question of the same time, by what is counted now.
  private static Finding again(Statements statements, Said said) {
    var evidence = said.evidence();
    long from = Findings.bucket(evidence, "from");
    long end = Findings.bucket(evidence, "to");
    if (said.kind() == Finding.Kind.LED) {
      return ledAgain(statements, said, end);
    }
    var course = Course.of(statements::run, said.series(), end);
    double level = course.levelBefore(from);
    var id = new UUID(0, 0);
    return switch (said.kind()) {
      case ROSE -> Findings.rose(id, said.series(), course, from, level, end);
      case PEAKED -> Findings.peaked(id, said.series(), course, from, level, end);
      case FADED -> Findings.faded(id, said.series(), course, from, level, end);
      case RECORD -> Findings.brokeRecord(said.series(), course, from, Findings.bucket(evidence, "countedSince"), end);
      case LED -> throw new IllegalStateException("looked at before");
    };
  }

  private static Finding ledAgain(Statements statements, Said said, long end) {
    ObjectNode evidence = said.evidence();
    var window = Objects.requireNonNull(Window.find(evidence.path("window").asText()), "an unknown window is stored");
    var series = said.series();
    var leads = new Leads(window, end)
        .read(statements::run, series.organization(), series.slot(), series.subject(), series.metric());
    var leader = evidence.path("leader").asText();
    var follower = evidence.path("follower").asText();
    var now = leads.all().stream()
        .filter(lead -> lead.leader().equals(leader) && lead.follower().equals(follower)).findFirst()
        .orElse(new Lead(leader, follower, series.metric(), 0, 0, 1, false, 0));
    return Findings.led(series, now, window, leads.begin(), end);
  }

  private static void stopIfAsked() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
