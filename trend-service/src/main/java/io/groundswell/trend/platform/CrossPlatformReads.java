package io.groundswell.trend.platform;

import io.groundswell.contract.Slot;
import io.groundswell.contract.Subject;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.groundwork.schema.ScopedReads.Queries;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.lead.Lead;
import io.groundswell.trend.lead.Leads;
import io.groundswell.trend.platform.CrossPlatform.Compared;
import io.groundswell.trend.platform.CrossPlatform.Figure;
import io.groundswell.trend.platform.CrossPlatform.OnPlatform;
import io.groundswell.trend.platform.CrossPlatform.Voice;
import io.groundswell.trend.turn.Completeness;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Asks for a subject's figures on behalf of an organisation.
@ApplicationScoped
class CrossPlatformReads {

  private static final String FIGURES = """
      SELECT * FROM analytics.cross_platform_metrics
      WHERE organization_id = $1 AND slot = $2 AND subject_type = $3 AND subject_id = $4 AND time_window = $5
      ORDER BY platform, measure""";

  private static final String COUNTS = """
      SELECT platform, metric, coalesce(sum(total) FILTER (WHERE bucket_start >= $6), 0)::float8 AS now,
        coalesce(sum(total) FILTER (WHERE bucket_start < $6), 0)::float8 AS before
      FROM analytics.trend_bucket
      WHERE organization_id = $1 AND slot = $2 AND subject_type = $3 AND subject_id = $4 AND bucket_start >= $5 AND live
      GROUP BY 1, 2""";

  private static final String VOICES = """
      WITH mine AS (
        SELECT platform, metric, sum(total) AS total FROM analytics.trend_bucket
        WHERE organization_id = $1 AND slot = $2 AND subject_type = $3 AND subject_id = $4 AND bucket_start >= $5 AND live
        GROUP BY 1, 2
      ), niches AS (
        SELECT organization_id, niche_id, niche_slug FROM analytics.niche_member
          JOIN analytics.features USING (organization_id, niche_id)
        WHERE organization_id = $1 AND slot = $2 AND subject_type = $3 AND subject_id = $4
      ), everyones AS (
        SELECT niche_slug, platform, metric, sum(b.total) AS total
        FROM niches JOIN analytics.niche_member AS m USING (organization_id, niche_id)
          JOIN analytics.trend_bucket AS b USING (organization_id, slot, subject_type, subject_id)
        WHERE b.bucket_start >= $5 AND b.live GROUP BY 1, 2, 3 HAVING sum(b.total) > 0
      )
      SELECT niche_slug, platform, metric, mine.total::float8 AS total, everyones.total::float8 AS of_total
      FROM everyones JOIN mine USING (platform, metric) ORDER BY niche_slug, everyones.total DESC, platform, metric""";

  private final ScopedReads reads;
  private final Completeness completeness;
  private final InstantSource clock;

  CrossPlatformReads(ScopedReads reads, Completeness completeness, InstantSource clock) {
    this.reads = reads;
    this.completeness = completeness;
    this.clock = clock;
  }

  /// @throws ProblemException 404 where nothing was counted lately
  CrossPlatform one(int organization, Subject subject, Window window) {
    return reads.read(organization, queries -> {
      var counts = counts(queries, organization, subject, window);
      var rows = queries.run(FIGURES, name(organization, subject).addString(window.slug()));
      var metric = counts.leading();
      if (metric == null) {
        throw new ProblemException(Problem.of(404, "unknown_series", "No such series",
            "nothing was counted for this subject in the last two windows"));
      }
      OffsetDateTime computed = null;
      for (var row : rows) {
        var at = row.getOffsetDateTime("computed_at");
        computed = computed == null || at.isAfter(computed) ? at : computed;
      }
      return CrossPlatform.of(window.slug(), compared(subject, rows), text(computed),
          voices(queries, organization, subject, window), leads(queries, organization, counts, metric, window));
    });
  }

  CrossPlatform.Comparison compare(int organization, List<Subject> subjects, Window window) {
    return reads.read(organization, queries -> CrossPlatform.Comparison.of(window.slug(), subjects.stream()
        .map(subject -> compared(subject,
            queries.run(FIGURES, name(organization, subject).addString(window.slug()))))
        .toList()));
  }

  private static Compared compared(Subject subject, RowSet<Row> rows) {
    var platforms = new TreeMap<String, OnPlatform>();
    OffsetDateTime complete = null;
    for (var row : rows) {
      var platform = row.getString("platform");
      var known = platforms.getOrDefault(platform, new OnPlatform(platform, null, null));
      platforms.put(platform, row.getString("measure").equals(Measure.Kind.GROWTH.slug())
          ? new OnPlatform(platform, known.engagementRate(), Figure.from(row))
          : new OnPlatform(platform, Figure.from(row), known.growth()));
      complete = row.getOffsetDateTime("complete_through");
    }
    return new Compared(subject.toString(), text(complete), List.copyOf(platforms.values()));
  }

  private Counts counts(Queries queries, int organization, Subject subject, Window window) {
    var counts = new Counts(slot(organization, subject), subject);
    queries.run(COUNTS, name(organization, subject).addOffsetDateTime(ago(window, 2)).addOffsetDateTime(ago(window, 1)))
        .forEach(counts::take);
    return counts;
  }

  private List<Voice> voices(Queries queries, int organization, Subject subject, Window window) {
    var voices = new ArrayList<Voice>();
    for (var row : queries.run(VOICES, name(organization, subject).addOffsetDateTime(ago(window, 1)))) {
      double total = row.getDouble("total");
      double all = row.getDouble("of_total");
      voices.add(new Voice(row.getString("niche_slug"), row.getString("platform"), row.getString("metric"), total, all,
          total / all));
    }
    return voices;
  }

  private List<Lead> leads(Queries queries, int organization, Counts counts, String metric, Window window) {
    var open = completeness.firstOpen(queries::run);
    return open == null ? List.of()
        : new Leads(window, open).read(queries::run, organization, counts.slot(), counts.subject(), metric).all();
  }

  private OffsetDateTime ago(Window window, int windows) {
    return Bucket.start(Bucket.of(clock.instant().minus(window.length().multipliedBy(windows))))
        .atOffset(ZoneOffset.UTC);
  }

  private static Tuple name(int organization, Subject subject) {
    return Tuple.tuple().addInteger(organization).addShort((short) slot(organization, subject))
        .addString(subject.type()).addString(subject.id());
  }

  private static int slot(int organization, Subject subject) {
    return Slot.of((organization + "/" + subject).getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable String text(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant().toString();
  }
}
