package io.groundswell.metrics.series;

import io.groundswell.contract.Kind;
import io.groundswell.contract.Readings;
import io.groundswell.contract.Slug;
import io.groundswell.contract.Subject;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is asked, read and checked.
///
/// @param platform null: all
/// @param kind null: the one that the series has
/// @param aggregate null: the usual of the kind
record SeriesQuestion(Subject subject, String metric, Edges edges, Bucket bucket, ZoneId zone,
    @Nullable String platform, @Nullable Kind kind, @Nullable Aggregate aggregate) {

  private static final Duration USUAL_RANGE = Duration.ofHours(24);

  /// The parameters as they stand in the URL.
  record Asked(String subjectType, String subjectId, String metric, @Nullable String from, @Nullable String to,
      @Nullable String bucket, @Nullable String tz, @Nullable String platform, @Nullable String kind,
      @Nullable String agg) {
  }

  /// @throws ProblemException 400 for the first parameter that breaks its rule
  static SeriesQuestion of(Asked asked, Instant now) {
    if (!Slug.is(asked.subjectType, 64) || asked.subjectId.isEmpty() || asked.subjectId.length() > 256) {
      throw wrong("subject", "must be a lower-case type and an id of 1 to 256 characters");
    }
    if (!Readings.isMetricName(asked.metric)) {
      throw wrong("metric", "must be a letter, then letters, digits, _ . : or -, at most 64 in all");
    }
    var to = asked.to == null ? now : Parameter.time("to", asked.to);
    var from = asked.from == null ? to.minus(USUAL_RANGE) : Parameter.time("from", asked.from);
    if (!from.isBefore(to)) {
      throw wrong("from", "must be before to");
    }
    var bucket = choice("bucket", asked.bucket == null ? "1h" : asked.bucket, Bucket::find,
        "must be 5m, 15m, 1h, 1d, 1w or 1mo");
    var zone = zone(asked.tz);
    if (asked.platform != null && !Slug.is(asked.platform, 32)) {
      throw wrong("platform", "must be a lower-case slug");
    }
    var kind = asked.kind == null ? null : choice("kind", asked.kind, Kind::find, "must be delta, total or gauge");
    var aggregate = asked.agg == null ? null : choice("agg", asked.agg, Aggregate::find,
        "must be sum, last, avg, min, max, count or growth");
    return new SeriesQuestion(new Subject(asked.subjectType, asked.subjectId), asked.metric,
        edges(from, to, bucket, zone), bucket, zone, asked.platform, kind, aggregate);
  }

  Instant from() {
    return edges.from(0);
  }

  Instant to() {
    return edges.to(edges.size() - 1);
  }

  private static Edges edges(Instant from, Instant to, Bucket bucket, ZoneId zone) {
    try {
      return Edges.of(from, to, bucket, zone);
    } catch (Edges.TooManyException tooMany) {
      throw wrong("bucket", "is too small for the range: an answer has at most " + Edges.MOST + " buckets");
    }
  }

  private static ZoneId zone(@Nullable String tz) {
    try {
      return tz == null ? ZoneId.of("UTC") : ZoneId.of(tz);
    } catch (DateTimeException unknown) {
      throw wrong("tz", "must be a time zone such as Europe/Berlin");
    }
  }

  private static <T> T choice(String name, String text, Function<String, @Nullable T> find, String rule) {
    var found = find.apply(text);
    if (found == null) {
      throw wrong(name, rule);
    }
    return found;
  }

  private static ProblemException wrong(String name, String rule) {
    return new ProblemException(Problem.parameter(name, rule));
  }
}
