package io.groundswell.trend.history;

import io.groundswell.contract.Slot;
import io.groundswell.contract.Subject;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.trend.board.Trend;
import io.groundswell.trend.crowd.Crowd;
import io.groundswell.trend.crowd.CrowdQuery;
import io.groundswell.trend.crowd.CrowdQuery.Asked;
import io.groundswell.trend.detect.Assessor;
import io.groundswell.trend.detect.Assessor.Judgement;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Gaps;
import io.groundswell.trend.detect.Phase;
import io.groundswell.trend.detect.SeriesDetector;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.disturbance.Befallen;
import io.groundswell.trend.disturbance.Disturbance;
import io.groundswell.trend.disturbance.Disturbances;
import io.groundswell.trend.feed.Feed;
import io.groundswell.trend.history.History.Change;
import io.groundswell.trend.history.History.JudgedSeries;
import io.groundswell.trend.history.History.Score;
import io.groundswell.trend.memory.Late;
import io.groundswell.trend.memory.PartitionMemory;
import io.groundswell.trend.memory.SeriesKey;
import io.groundswell.trend.memory.Standout;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Judges a subject anew from its stored buckets, by the same class that judges it live: so what is answered is what
/// was, and nothing has to be written down for it.
@ApplicationScoped
class HistoryQuery {

  private static final String BUCKETS = """
      SELECT platform, metric, bucket_start, events, total::float8 AS total, late_events, late_at
      FROM analytics.trend_bucket
      WHERE organization_id = $1 AND slot = $2 AND subject_type = $3 AND subject_id = $4 AND live
      ORDER BY platform, metric, bucket_start""";

  private static final String THROUGH = """
      SELECT CASE WHEN count(watermark) = $3 THEN min(watermark) END AS watermark
      FROM analytics.trend_consumer_offset WHERE consumer = $1 AND topic = $2 AND kpartition < $3""";

  private static final String PLATFORMS = """
      SELECT platform, counted_since FROM analytics.trend_platform WHERE organization_id = $1""";

  private static final String NICHES = """
      SELECT niche_slug FROM analytics.niche_member JOIN analytics.features USING (organization_id, niche_id)
      WHERE organization_id = $1 AND slot = $2 AND subject_type = $3 AND subject_id = $4 ORDER BY niche_slug""";

  private final ScopedReads reads;
  private final Feed feed;
  private final InstantSource clock;

  HistoryQuery(ScopedReads reads, Feed feed, InstantSource clock) {
    this.reads = reads;
    this.feed = feed;
    this.clock = clock;
  }

  private record Name(String platform, String metric) implements Comparable<Name> {

    @Override
    public int compareTo(Name other) {
      int platforms = platform.compareTo(other.platform);
      return platforms != 0 ? platforms : metric.compareTo(other.metric);
    }
  }

  private record Counted(long bucket, long events, double total, long late, @Nullable Instant lateAt) {

    static Counted from(Row row) {
      var lateAt = row.getOffsetDateTime("late_at");
      return new Counted(Bucket.of(row.getOffsetDateTime("bucket_start").toInstant()), row.getLong("events"),
          row.getDouble("total"), row.getLong("late_events"), lateAt == null ? null : lateAt.toInstant());
    }
  }

  /// What is stored of the subject.
  private record Stored(SortedMap<Name, List<Counted>> series, SortedMap<String, Long> platforms,
      List<String> niches, @Nullable Instant watermark, Map<Asked, Crowd> crowds, Befallen befallen) {
  }

  /// A subject on an organisation's slot, and the span that is asked for.
  private record Question(int organization, int slot, Subject subject, long from, long complete) {

    SeriesKey series(Name name) {
      return new SeriesKey(organization, slot, subject, name.platform, name.metric);
    }
  }

  /// @throws ProblemException 404 where nothing was ever counted
  History answer(int organization, Subject subject, Window window, @Nullable String platform, @Nullable String metric) {
    int slot = Slot.of((organization + "/" + subject).getBytes(StandardCharsets.UTF_8));
    var stored = reads.read(organization, queries -> stored(queries, organization, slot, subject));
    var through = stored.watermark == null ? null
        : Bucket.start(Bucket.of(stored.watermark.minus(feed.grace())));
    // Without a watermark nothing is known to be complete: then what was counted is judged up to the newest of it.
    long complete = complete(stored.watermark);
    long from = complete - window.length().dividedBy(Bucket.LENGTH);
    var question = new Question(organization, slot, subject, from, complete);
    var live = new TreeMap<Name, SeriesDetector>();
    stored.series.forEach((name, buckets) -> live.put(name,
        replay(new SeriesDetector(begin(slot, buckets)), buckets, stored.befallen.gaps(organization, name.platform))));
    var judged = new ArrayList<JudgedSeries>();
    stored.series.forEach((name, buckets) -> {
      if ((platform == null || platform.equals(name.platform)) && (metric == null || metric.equals(name.metric))) {
        judged.add(new Judge(name, question, stored).judge(buckets, live));
      }
    });
    if (judged.isEmpty()) {
      throw new ProblemException(Problem.of(404, "unknown_series", "No such series",
          "nothing was counted for this subject, platform and metric in the last four weeks"));
    }
    return new History(subject.toString(), Bucket.start(from).toString(), through == null ? null : through.toString(),
        judged);
  }

  private long complete(@Nullable Instant watermark) {
    return Bucket.of(watermark == null ? clock.instant() : watermark.minus(feed.grace()));
  }

  private Stored stored(ScopedReads.Queries queries, int organization, int slot, Subject subject) {
    var series = new TreeMap<Name, List<Counted>>();
    for (var row : queries.run(BUCKETS, Tuple.of(organization, (short) slot, subject.type(), subject.id()))) {
      series.computeIfAbsent(new Name(row.getString("platform"), row.getString("metric")), none -> new ArrayList<>())
          .add(Counted.from(row));
    }
    var platforms = new TreeMap<String, Long>();
    for (var row : queries.run(PLATFORMS, Tuple.of(organization))) {
      platforms.put(row.getString("platform"), Bucket.of(row.getOffsetDateTime("counted_since").toInstant()));
    }
    var niches = new ArrayList<String>();
    for (var row : queries.run(NICHES, Tuple.of(organization, (short) slot, subject.type(), subject.id()))) {
      niches.add(row.getString("niche_slug"));
    }
    var partitions = feed.livePartitions();
    var watermark = partitions == null ? null
        : queries.run(THROUGH, Tuple.of(Feed.LIVE_CONSUMER, feed.liveTopic(), partitions))
            .iterator()
            .next()
            .getOffsetDateTime("watermark");
    var asked = new ArrayList<Asked>();
    long complete = complete(watermark == null ? null : watermark.toInstant());
    series.keySet().forEach(name -> Arrays.stream(Window.values())
        .map(window -> new Asked(new SeriesKey(organization, slot, subject, name.platform, name.metric), window,
            complete))
        .forEach(asked::add));
    var crowds = CrowdQuery.crowds(asked, queries.run(CrowdQuery.SELECT, CrowdQuery.arguments(asked)));
    return new Stored(series, platforms, niches, watermark == null ? null : watermark.toInstant(), crowds,
        Befallen.from(queries.run(Disturbance.SELECT, Tuple.of(organization))));
  }

  private static long begin(int slot, List<Counted> buckets) {
    return SeriesDetector.begin(slot, buckets.getLast().bucket);
  }

  private static SeriesDetector replay(SeriesDetector detector, List<Counted> buckets, Gaps gaps) {
    buckets.stream()
        .filter(bucket -> bucket.bucket >= detector.begin())
        .forEach(bucket -> detector.put(bucket.bucket, bucket.total, bucket.events, gaps));
    return detector;
  }

  /// One series, replayed.
  private static final class Judge {

    private final Name name;
    private final Question question;
    private final Stored stored;
    private final Gaps gaps;
    /// The first bucket that is not judged: not complete, or of a silence that lasts.
    private final long until;
    private final List<Score> scores = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private Phase phase = Phase.CALM;
    /// Whether the trend that runs was made by a change of its metric.
    private boolean isOfChange;

    Judge(Name name, Question question, Stored stored) {
      this.name = name;
      this.question = question;
      this.stored = stored;
      this.gaps = stored.befallen.gaps(question.organization, name.platform);
      this.until = stored.befallen.judgedUntil(question.organization, name.platform, question.complete);
    }

    JudgedSeries judge(List<Counted> buckets, SortedMap<Name, SeriesDetector> live) {
      var lately = PartitionMemory.lately(buckets.stream()
          .filter(one -> one.lateAt != null)
          .map(one -> new Late(one.lateAt, one.bucket))
          .reduce(Late::latest)
          .orElse(null), question.complete);
      var late = buckets.stream()
          .filter(one -> one.lateAt != null && one.bucket >= question.from)
          .map(one -> new History.LateBucket(Bucket.start(one.bucket).toString(), one.late, one.lateAt.toString()))
          .toList();
      var told = replay(new SeriesDetector(begin(question.slot, buckets), this::judged), buckets, gaps);
      told.finish(until, gaps);
      var now = isOfChange ? Phase.CALM : told.phase();
      return new JudgedSeries(name.platform, name.metric, now.slug(), changes, standing(live, lately), late,
          disturbances(), scores);
    }

    private List<History.Standing> standing(SortedMap<Name, SeriesDetector> live, @Nullable Late lately) {
      var series = live.get(name);
      if (series == null) {
        return List.of();
      }
      var judgement = new Assessor()
          .judge(series, stored.platforms.getOrDefault(name.platform, Long.MAX_VALUE), until, gaps);
      if (judgement.phase() != Phase.CALM && startedByChange(judgement.since()) || isUndecided(judgement)) {
        return List.of();
      }
      var key = question.series(name);
      return judgement.standing().stream()
          .filter(assessment -> !stored.befallen.liesInRise(question.organization, name.platform, name.metric,
              Bucket.of(assessment.since()), question.complete))
          .map(assessment -> new History.Standing(assessment.window().slug(),
              Trend.of(key, new Standout(assessment, byPlatform(live, assessment.window()), lately),
                  stored.crowds.get(new Asked(key, assessment.window(), question.complete)), stored.niches)))
          .toList();
    }

    /// Whether it may turn out to have risen by a change of the metric: then no board has it yet.
    private boolean isUndecided(Judgement judgement) {
      return stored.befallen.isSuspected(question.organization, name.platform, name.metric)
          && (judgement.phase() == Phase.CALM ? judgement.isHigh()
              : judgement.since() >= until - Disturbances.UNDECIDED);
    }

    /// What the metric counts in the window, on each platform.
    private SortedMap<String, Double> byPlatform(SortedMap<Name, SeriesDetector> live, Window window) {
      var totals = new TreeMap<String, Double>();
      live.forEach((other, detector) -> {
        double total = other.metric.equals(name.metric) ? detector.total(window,
            stored.befallen.judgedUntil(question.organization, other.platform, question.complete)) : 0;
        if (total > 0) {
          totals.put(other.platform, total);
        }
      });
      return totals;
    }

    private List<History.Befell> disturbances() {
      return stored.befallen.told().stream()
          .filter(one -> one.platform().equals(name.platform)
              && (one.metric().isEmpty() || one.metric().equals(name.metric)) && one.until() > question.from)
          .map(one -> new History.Befell(one.kind().slug(), Bucket.start(one.since()).toString(),
              one.lasting() ? null : Bucket.start(one.until()).toString()))
          .toList();
    }

    private boolean startedByChange(long since) {
      return stored.befallen.isOfChange(question.organization, name.platform, name.metric, since);
    }

    private void judged(long bucket, double value, double usual, double spread, double score, Phase found) {
      isOfChange = found != Phase.CALM && (isOfChange || phase == Phase.CALM && startedByChange(bucket));
      var after = isOfChange ? Phase.CALM : found;
      if (bucket >= question.from && bucket < question.complete) {
        var at = Bucket.start(bucket).toString();
        scores.add(new Score(at, value, rounded(usual), rounded(spread), score, after.slug()));
        if (after != phase) {
          changes.add(new Change(at, switch (after) {
            case RISEN -> "started";
            case PEAKED -> "peaked";
            case CALM -> "ended";
          }));
        }
      }
      phase = after;
    }

    /// A mean needs no more digits than what is read of it.
    private static double rounded(double value) {
      return BigDecimal.valueOf(value).round(new MathContext(4)).doubleValue();
    }
  }
}
