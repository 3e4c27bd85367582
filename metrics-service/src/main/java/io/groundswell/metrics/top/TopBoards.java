package io.groundswell.metrics.top;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.groundswell.contract.Kind;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.metrics.answer.Completeness;
import io.groundswell.metrics.answer.LaneWidths;
import io.groundswell.metrics.partition.PartitionDays;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// The lists that are asked for, kept for a moment: to rank a day's subjects takes as long as there are many, whatever
/// index serves it, and a list that everybody looks at need not be made for each of them. Whoever asks for one that is
/// a moment old is answered at once, and it is made anew beside.
@ApplicationScoped
class TopBoards {

  private static final Logger LOG = Logger.getLogger(TopBoards.class);

  /// A list that takes a second to make is made every ten.
  private static final int SHARE_OF_TIME = 10;
  private static final long MOST_LISTS = 2_000;

  private final ScopedReads reads;
  private final PartitionDays days;
  private final LaneWidths widths;
  private final InstantSource clock;
  private final Duration fresh;
  private final Cache<TopQuestion, Kept> lists;

  TopBoards(ScopedReads reads, PartitionDays days, LaneWidths widths, InstantSource clock, TopConfig config) {
    this.reads = reads;
    this.days = days;
    this.widths = widths;
    this.clock = clock;
    this.fresh = config.fresh();
    this.lists = Caffeine.newBuilder().expireAfterWrite(config.oldest()).maximumSize(MOST_LISTS).build();
  }

  /// @param freshUntil by [System#nanoTime]
  private record Kept(TopBoard board, long freshUntil, AtomicBoolean isBeingMade) {
  }

  TopBoard get(TopQuestion question) {
    var kept = lists.get(question, this::make);
    if (System.nanoTime() - kept.freshUntil > 0 && kept.isBeingMade.compareAndSet(false, true)) {
      Thread.ofVirtual().name("top").start(() -> renew(question, kept));
    }
    return kept.board;
  }

  private void renew(TopQuestion question, Kept old) {
    try {
      lists.put(question, make(question));
    } catch (RuntimeException trouble) {
      // The old one stays until it is too old to be answered; then the trouble is the asker's answer.
      old.isBeingMade.set(false);
      LOG.debugf("a list was not made anew: %s", trouble.getMessage());
    }
  }

  private Kept make(TopQuestion question) {
    long begun = System.nanoTime();
    var board = reads.read(question.organization(), queries -> board(question, queries));
    long now = System.nanoTime();
    return new Kept(board, now + Math.max(fresh.toNanos(), (now - begun) * SHARE_OF_TIME), new AtomicBoolean());
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
