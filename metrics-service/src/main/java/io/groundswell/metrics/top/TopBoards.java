package io.groundswell.metrics.top;

import io.groundswell.contract.Kind;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.metrics.answer.Completeness;
import io.groundswell.metrics.answer.KeptAnswers;
import io.groundswell.metrics.answer.LaneWidths;
import io.groundswell.metrics.partition.PartitionDays;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;

/// The lists that are asked for, kept for a moment: to rank a day's subjects takes as long as there are many, whatever
/// index serves it, and a list that everybody looks at need not be made for each of them.
@ApplicationScoped
class TopBoards {

  private static final long MOST_LISTS = 2_000;

  private final ScopedReads reads;
  private final PartitionDays days;
  private final LaneWidths widths;
  private final InstantSource clock;
  private final KeptAnswers<TopQuestion, TopBoard> lists;

  TopBoards(ScopedReads reads, PartitionDays days, LaneWidths widths, InstantSource clock, TopConfig config) {
    this.reads = reads;
    this.days = days;
    this.widths = widths;
    this.clock = clock;
    this.lists = new KeptAnswers<>(MOST_LISTS, config.fresh(), config.oldest(), this::make);
  }

  TopBoard get(TopQuestion question) {
    return lists.get(question);
  }

  private TopBoard make(TopQuestion question) {
    return reads.read(question.organization(), queries -> board(question, queries));
  }

  private TopBoard board(TopQuestion question, ScopedReads.Queries queries) {
    var now = clock.instant();
    var from = question.window().start(now);
    var store = new TopStore(queries, question.organization());
    var known = store.measures(question.metric(), question.platform());
    var measures = known.stream().filter(measure -> measure.kind() != Kind.GAUGE).toList();
    if (measures.isEmpty() && !known.isEmpty()) {
      throw new ProblemException(Problem.of(404, "not_ranked", "No such list is kept",
          "the metric is a gauge, which has neither a sum nor a growth to rank by"));
    }
    var kind = question.kind() != null ? question.kind() : kind(measures);
    var ids = measures.stream().filter(measure -> measure.kind() == kind).map(TopStore.Measure::id)
        .toArray(Integer[]::new);
    var places = ids.length == 0 ? List.<TopBoard.Place>of()
        : store.ranked(ids, kind, question, from);
    return new TopBoard(question.metric(), kind == Kind.TOTAL ? "growth" : "sum", question.window().slug(),
        question.platform(), question.type(), from, now,
        Completeness.read(queries, question.organization(), days, widths).through(), places, null);
  }

  private static Kind kind(List<TopStore.Measure> measures) {
    boolean onlyTotals = !measures.isEmpty() && measures.stream().allMatch(measure -> measure.kind() == Kind.TOTAL);
    return onlyTotals ? Kind.TOTAL : Kind.DELTA;
  }
}
