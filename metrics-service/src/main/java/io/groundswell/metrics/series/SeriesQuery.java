package io.groundswell.metrics.series;

import io.groundswell.contract.Kind;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.metrics.partition.PartitionDays;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Answers a question about a series.
@ApplicationScoped
class SeriesQuery {

  private final ScopedReads reads;
  private final PartitionDays days;

  SeriesQuery(ScopedReads reads, PartitionDays days) {
    this.reads = reads;
    this.days = days;
  }

  Series answer(int organization, SeriesQuestion question) {
    return reads.read(organization, queries -> answer(organization, question, new SeriesStore(queries, organization)));
  }

  private Series answer(int organization, SeriesQuestion question, SeriesStore store) {
    var subject = store.findSubject(question.subject());
    if (subject == null) {
      throw unknown("no event of this subject was ever stored");
    }
    var measures = store.measures(subject, question.metric()).stream()
        .filter(measure -> question.platform() == null || measure.platform().equals(question.platform()))
        .filter(measure -> question.kind() == null || measure.kind() == question.kind())
        .toList();
    var kind = onlyKind(measures);
    var aggregate = question.aggregate() == null ? Aggregate.of(kind) : question.aggregate();
    if (!aggregate.fits(kind)) {
      throw new ProblemException(Problem.parameter("agg",
          aggregate.slug() + " has no meaning for a " + kind.slug() + "; its usual aggregate is "
              + Aggregate.of(kind).slug()));
    }
    var completeness = new Completeness(store.completeThrough(), organization, days);
    var parts = read(store, subject, measures, question.edges(), aggregate);
    return series(question, kind, aggregate, measures, parts, completeness);
  }

  private static Kind onlyKind(List<Measure> measures) {
    var kinds = measures.stream().map(Measure::kind).distinct().toList();
    if (kinds.isEmpty()) {
      throw unknown("the subject is known, but nothing of this metric, platform and kind was ever stored");
    }
    if (kinds.size() > 1) {
      throw new ProblemException(Problem.of(400, "ambiguous_kind", "The series exists in several kinds",
          "say which with kind=" + String.join(" or kind=", kinds.stream().map(Kind::slug).sorted().toList())));
    }
    return kinds.getFirst();
  }

  /// By measure, then by bucket. Whole UTC days in the middle come from rollups, what is before and after from raw rows.
  private static Map<Integer, Map<Integer, Part>> read(SeriesStore store, int subject, List<Measure> measures,
      Edges edges, Aggregate aggregate) {
    var ids = measures.stream().map(Measure::id).toArray(Integer[]::new);
    var found = new HashMap<Integer, Map<Integer, Part>>();
    if (aggregate == Aggregate.GROWTH) {
      collect(found, 0, store.growth(subject, ids, edges));
      return found;
    }
    int first = edges.firstMidnight();
    int end = edges.lastMidnight(first);
    if (first < end) {
      collect(found, first, store.days(subject, ids, edges.part(first, end)));
    }
    var raw = end == first ? List.of(new int[]{0, edges.size()})
        : List.of(new int[]{0, first}, new int[]{end, edges.size()});
    for (var range : raw) {
      if (range[0] < range[1]) {
        var part = edges.part(range[0], range[1]);
        collect(found, range[0], aggregate == Aggregate.LAST ? store.lasts(subject, ids, part)
            : store.amounts(subject, ids, part));
      }
    }
    return found;
  }

  private static void collect(Map<Integer, Map<Integer, Part>> found, int offset, List<SeriesStore.Found> rows) {
    for (var row : rows) {
      found.computeIfAbsent(row.measure(), first -> new HashMap<>())
          .merge(offset + row.bucket(), row.part(), Part::plus);
    }
  }

  private static Series series(SeriesQuestion question, Kind kind, Aggregate aggregate, List<Measure> measures,
      Map<Integer, Map<Integer, Part>> parts, Completeness completeness) {
    var byPlatform = new TreeMap<String, Map<Integer, Part>>();
    boolean summed = kind == Kind.DELTA && question.platform() == null;
    for (var measure : measures) {
      var buckets = byPlatform.computeIfAbsent(summed ? "" : measure.platform(), first -> new HashMap<>());
      parts.getOrDefault(measure.id(), Map.of()).forEach((bucket, part) -> buckets.merge(bucket, part, Part::plus));
    }
    var lists = new TreeMap<String, List<Series.Point>>();
    byPlatform.forEach(
        (platform, buckets) -> lists.put(platform, points(question.edges(), buckets, kind, aggregate, completeness)));
    boolean one = lists.size() == 1;
    return new Series(question.subject().toString(), question.metric(), kind.slug(),
        one && !summed ? lists.firstKey() : null, question.bucket().text(), aggregate.slug(), question.zone().getId(),
        question.from(), question.to(), one ? lists.firstEntry().getValue() : null, one ? null : listed(lists),
        completeness.through());
  }

  private static List<Series.OfPlatform> listed(Map<String, List<Series.Point>> lists) {
    return lists.entrySet().stream().map(entry -> new Series.OfPlatform(entry.getKey(), entry.getValue())).toList();
  }

  private static List<Series.Point> points(Edges edges, Map<Integer, Part> parts, Kind kind, Aggregate aggregate,
      Completeness completeness) {
    var points = new ArrayList<Series.Point>(edges.size());
    for (int i = 0; i < edges.size(); i++) {
      boolean complete = completeness.of(edges.from(i), edges.to(i));
      var part = parts.get(i);
      var value = part != null ? part.value(aggregate)
          : complete && aggregate.isZeroWhenEmpty(kind) ? BigDecimal.ZERO : null;
      points.add(new Series.Point(edges.from(i), edges.to(i), value, complete));
    }
    return points;
  }

  private static ProblemException unknown(String detail) {
    return new ProblemException(Problem.of(404, "unknown_series", "No such series", detail));
  }

  /// A measure that the subject has rows of.
  record Measure(int id, String platform, Kind kind) {
  }

  /// Up to when everything that was received is counted.
  private record Completeness(SeriesStore.Through lanes, int organization, PartitionDays days) {

    /// Each lane looks about once a second whether it is drained, so two that are both at rest may lie this far apart.
    private static final Duration LANES_APART = Duration.ofSeconds(10);

    @Nullable
    Instant through() {
      return lanes.live();
    }

    boolean of(Instant from, Instant to) {
      var live = lanes.live();
      if (live == null || to.isAfter(live)) {
        return false;
      }
      var backfill = lanes.backfill();
      return !days.touchesBackfill(organization, from, to)
          || (backfill != null && !backfill.plus(LANES_APART).isBefore(live));
    }
  }
}
