package io.groundswell.metrics.series;

import io.groundswell.metrics.answer.Completeness;
import io.groundswell.metrics.answer.RevisionTag;
import io.groundswell.metrics.calendar.Edges;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One series on its way into an answer. What it is made of is known from the start by its revisions, so that nothing
/// more is read where the caller has the answer already.
final class Drawing {

  private final Reading reading;
  private final SeriesQuestion question;
  private final Period period;
  private final Completeness completeness;
  private final NavigableMap<LocalDate, SeriesStore.Day> days;

  Drawing(Reading reading, SeriesQuestion question, Period period, Completeness completeness) {
    this.reading = reading;
    this.question = question;
    this.period = period;
    this.completeness = completeness;
    var previous = period.previous();
    this.days = reading.store().changes(reading.subject(), reading.measures(),
        needsWhatCameBefore() ? LocalDate.EPOCH.withYear(1) : (previous == null ? period.edges() : previous).firstDay(),
        period.edges().lastDay());
  }

  /// Changes with every figure that the answer may hold, and with nothing else.
  RevisionTag tag(Object asked) {
    return RevisionTag.of(asked, period.edges().from(), period.edges().to(), period.bucket(), period.zone(),
        period.fill(), reading.aggregate(), reading.lines().size(), total(days), complete(period.edges()),
        gone(),
        period.previous() == null ? "" : complete(period.previous()), period.page());
  }

  /// Of which days which rows are not at hand, to tell them apart: where one day comes back as another goes, there are
  /// as many as before.
  private List<String> gone() {
    return days.entrySet().stream().filter(day -> !day.getValue().gone().isEmpty())
        .map(day -> day.getKey() + " " + day.getValue().gone().stream().sorted().toList()).toList();
  }

  SeriesAnswer.Result series() {
    var edges = period.edges();
    var page = period.page();
    var figures = reading.figures(edges, days);
    var points = lines(edges, figures);
    int withData = (int) IntStream.range(page.first(), page.first() + page.size())
        .filter(bucket -> figures.stream().anyMatch(each -> each.parts().containsKey(bucket))).count();
    var filled = new ArrayList<List<Series.Point>>();
    for (int i = 0; i < points.size(); i++) {
      filled.add(period.fill() == null ? points.get(i) : period.fill().fill(points.get(i), before(i)));
    }
    var previous = period.previous();
    var shown = (previous == null ? filled : compared(filled, previous)).stream().map(page::shown).toList();
    var shownEdges = page.shown(edges);
    var shownBefore = previous == null ? null : page.shown(previous);
    boolean one = shown.size() == 1;
    var lines = reading.lines();
    return new SeriesAnswer.Result(new Series(question.subject().toString(), question.metric(), reading.kind().slug(),
        one ? lines.getFirst().platform() : null, period.bucket().text(), reading.aggregate().slug(),
        period.zone().getId(), period.fill() == null ? null : period.fill().slug(), shownEdges.from(), shownEdges.to(),
        one ? shown.getFirst() : null,
        one ? null
            : IntStream.range(0, shown.size())
                .mapToObj(i -> new Series.OfPlatform(String.valueOf(lines.get(i).platform()), shown.get(i))).toList(),
        shownBefore == null ? null : new Series.Span(shownBefore.from(), shownBefore.to()),
        new Series.Coverage(shownEdges.size(), complete(shownEdges).cardinality(), withData),
        total(days.subMap(shownEdges.firstDay(), true, shownEdges.lastDay(), true)),
        figures.stream().mapToDouble(Reading.Figures::error).max().orElse(0),
        page.next() == null ? null : page.next().text(), completeness.through()), null);
  }

  private boolean needsWhatCameBefore() {
    return reading.aggregate().countsSteps(reading.kind())
        || (period.fill() == Fill.PREVIOUS && reading.aggregate() == Aggregate.LAST);
  }

  private @Nullable BigDecimal before(int line) {
    if (period.fill() != Fill.PREVIOUS || reading.aggregate() != Aggregate.LAST
        || reading.lines().get(line).measures().length > 1) {
      return null;
    }
    var measures = reading.lines().get(line).measures();
    var value = reading.store().valuesBefore(reading.subject(), measures, period.edges().from()).get(measures[0]);
    return value == null ? null : Part.plain(BigDecimal.valueOf(value));
  }

  private BitSet complete(Edges edges) {
    var complete = new BitSet(edges.size());
    IntStream.range(0, edges.size()).filter(i -> completeness.of(edges.from(i), edges.to(i))).forEach(complete::set);
    return complete;
  }

  private List<List<Series.Point>> lines(Edges edges, List<Reading.Figures> figures) {
    return IntStream.range(0, figures.size())
        .mapToObj(line -> points(edges, reading.lines().get(line).measures(), figures.get(line))).toList();
  }

  private List<Series.Point> points(Edges edges, Integer[] measures, Reading.Figures figures) {
    var points = new ArrayList<Series.Point>(edges.size());
    for (int i = 0; i < edges.size(); i++) {
      var touched = days.subMap(edges.firstDay(i), true, edges.lastDay(i), true);
      boolean complete = completeness.of(edges.from(i), edges.to(i));
      boolean archived = isArchived(edges, i, measures, touched, figures.sketched());
      var changed = total(touched);
      boolean isDays = period.bucket().isDays();
      points.add(new Series.Point(edges.from(i), edges.to(i),
          archived ? null : value(figures.parts().get(i), complete, edges.seconds(i)), complete, false, archived, null,
          null, isDays ? changed : null, isDays ? null : changed));
    }
    return points;
  }

  /// Whether raw rows of the bucket are needed and gone. A whole UTC day is in the rollups, unless steps or single
  /// values count.
  private boolean isArchived(Edges edges, int bucket, Integer[] measures, Map<LocalDate, SeriesStore.Day> touched,
      Set<LocalDate> sketched) {
    boolean fromRaw = reading.aggregate().countsSteps(reading.kind()) || reading.aggregate().isQuantile()
        || reading.aggregate() == Aggregate.DISTINCT;
    return touched.entrySet().stream().anyMatch(
        day -> !day.getValue().standsFor(measures) && !sketched.contains(day.getKey())
            && (fromRaw || edges.bucketOfWhole(day.getKey()) != bucket));
  }

  private @Nullable BigDecimal value(@Nullable Part part, boolean complete, long seconds) {
    var aggregate = reading.aggregate();
    if (part != null) {
      return aggregate == Aggregate.RATE && !complete ? null : part.value(aggregate, seconds);
    }
    boolean zero = complete && period.fill() == null && aggregate.isZeroWhenEmpty(reading.kind());
    return zero ? BigDecimal.ZERO : null;
  }

  private List<List<Series.Point>> compared(List<List<Series.Point>> lines, Edges previous) {
    var before = lines(previous, reading.figures(previous, days));
    var compared = new ArrayList<List<Series.Point>>();
    for (int line = 0; line < lines.size(); line++) {
      var points = new ArrayList<Series.Point>();
      for (int i = 0; i < lines.get(line).size(); i++) {
        var point = lines.get(line).get(i);
        points.add(i < before.get(line).size()
            ? compared(point, before.get(line).get(i), period.isComparable(i))
            : point);
      }
      compared.add(points);
    }
    return compared;
  }

  /// Of two complete ones of one length only: what is unfinished, or shorter, would look like a fall.
  private static Series.Point compared(Series.Point point, Series.Point before, boolean isComparable) {
    if (!isComparable || point.value() == null || before.value() == null || before.value().signum() == 0
        || !point.complete()
        || !before.complete()) {
      return point.comparedWith(before.value(), null);
    }
    var share = point.value().subtract(before.value()).divide(before.value().abs(), MathContext.DECIMAL64);
    return point.comparedWith(before.value(), Part.plain(share));
  }

  private static Series.@Nullable Changed total(Map<LocalDate, SeriesStore.Day> days) {
    Series.Changed total = null;
    for (var day : days.values()) {
      total = day.changed().and(total);
    }
    return total;
  }
}
