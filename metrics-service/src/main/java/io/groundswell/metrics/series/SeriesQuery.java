package io.groundswell.metrics.series;

import io.groundswell.contract.Kind;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.metrics.answer.Completeness;
import io.groundswell.metrics.answer.LaneWidths;
import io.groundswell.metrics.answer.RevisionTag;
import io.groundswell.metrics.partition.PartitionDays;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers questions about series: what is asked for, which rows that means, and whether the caller has the answer
/// already.
@ApplicationScoped
class SeriesQuery {

  static final int MOST_SERIES = 20;
  private static final int MOST_POINTS = 100_000;

  private final ScopedReads reads;
  private final PartitionDays days;
  private final LaneWidths widths;
  private final BusyDays busyDays;

  SeriesQuery(ScopedReads reads, PartitionDays days, LaneWidths widths, BusyDays busyDays) {
    this.reads = reads;
    this.days = days;
    this.widths = widths;
    this.busyDays = busyDays;
  }

  /// @param known tags that the caller has answers of, as in `If-None-Match`
  /// @throws ProblemException 404 where there is no such series, 400 where the question fits several or none of its
  ///     kind
  SeriesAnswer one(int organization, SeriesQuestion question, Period period, @Nullable String known) {
    return reads.read(organization, queries -> {
      var store = new SeriesStore(queries, organization);
      var completeness = Completeness.read(queries, organization, days, widths);
      var drawing = drawing(store, question, period, completeness);
      return answer(List.of(new Found(drawing.tag(question), drawing::series)), known, completeness.through());
    });
  }

  /// The same for several over one period; what is wrong with one of them stands in its place. Always whole: 304 is for
  /// GET alone (RFC 9110, 13.1.2).
  SeriesAnswer several(int organization, List<SeriesQuestion> questions, Period period) {
    if ((long) questions.size() * period.edges().size() > MOST_POINTS) {
      throw Period.wrong("series", "are too many for the range: an answer has at most " + MOST_POINTS + " points");
    }
    return reads.read(organization, queries -> {
      var store = new SeriesStore(queries, organization);
      var completeness = Completeness.read(queries, organization, days, widths);
      var found = new ArrayList<Found>();
      for (var question : questions) {
        found.add(found(store, question, period, completeness));
      }
      return answer(found, null, completeness.through());
    });
  }

  private Found found(SeriesStore store, SeriesQuestion question, Period period, Completeness completeness) {
    try {
      var drawing = drawing(store, question, period, completeness);
      return new Found(drawing.tag(question), drawing::series);
    } catch (ProblemException foreseen) {
      if (foreseen.problem().status() >= 500) {
        throw foreseen;
      }
      var result = new SeriesAnswer.Result(null, foreseen.problem());
      return new Found(RevisionTag.of(question, foreseen.problem()), () -> result);
    }
  }

  private static SeriesAnswer answer(List<Found> found, @Nullable String known, @Nullable Instant through) {
    var tag = RevisionTag.of(found.stream().map(Found::tag).toList());
    return tag.isNamedBy(known) ? new SeriesAnswer(tag, true, List.of(), through)
        : new SeriesAnswer(tag, false, found.stream().map(each -> each.result.get()).toList(), through);
  }

  private Drawing drawing(SeriesStore store, SeriesQuestion question, Period period, Completeness completeness) {
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
      throw Period.wrong("agg", aggregate.slug() + " has no meaning for a " + kind.slug() + "; its usual aggregate is "
          + Aggregate.of(kind).slug());
    }
    boolean summed = kind == Kind.DELTA && question.platform() == null;
    return new Drawing(new Reading(store, busyDays, subject, lines(measures, summed), kind, aggregate),
        question, period, completeness);
  }

  /// One line of all measures where they are summed, else one a platform.
  private static List<Line> lines(List<Measure> measures, boolean summed) {
    if (summed) {
      return List.of(new Line(null, measures.stream().map(Measure::id).toArray(Integer[]::new)));
    }
    var byPlatform = new TreeMap<String, Line>();
    for (var measure : measures) {
      byPlatform.put(measure.platform(), new Line(measure.platform(), new Integer[]{measure.id()}));
    }
    return List.copyOf(byPlatform.values());
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

  private static ProblemException unknown(String detail) {
    return new ProblemException(Problem.of(404, "unknown_series", "No such series", detail));
  }

  /// Not read yet: it may turn out that the caller has it.
  private record Found(RevisionTag tag, Supplier<SeriesAnswer.Result> result) {
  }

  /// A measure that the subject has rows of.
  record Measure(int id, String platform, Kind kind) {
  }

  /// What becomes one list of points.
  ///
  /// @param platform null where several are summed
  /// @param measures a measure is a metric of a platform and a kind, so several only where they are summed
  record Line(@Nullable String platform, Integer[] measures) {
  }
}
