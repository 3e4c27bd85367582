package io.groundswell.ingest.intake;

import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Reason;
import io.groundswell.groundwork.access.Access;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.ingest.accounting.EdgeAccounting;
import io.groundswell.ingest.backfill.RangeBook;
import io.groundswell.ingest.backfill.ReadyRanges;
import io.groundswell.ingest.publish.Parcel;
import io.groundswell.ingest.publish.Publisher;
import io.groundswell.ingest.publish.Shipped;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// From a complete body to its answer: decode, judge, send, count. Every event of the body is in exactly one of the
/// results, and none is called accepted before the broker has it.
@ApplicationScoped
class Intake {

  private final Admitter admitter;
  private final Publisher publisher;
  private final RangeBook ranges;
  private final EdgeAccounting accounting;
  private final IntakeMeters meters;
  private final InstantSource clock;
  private final int mostEvents;

  Intake(IntakeConfig config, Publisher publisher, RangeBook ranges, EdgeAccounting accounting, IntakeMeters meters,
      InstantSource clock) {
    this.admitter = new Admitter(config);
    this.mostEvents = config.mostEvents();
    this.publisher = publisher;
    this.ranges = ranges;
    this.accounting = accounting;
    this.meters = meters;
    this.clock = clock;
  }

  /// The answer's future may complete on a thread of the producer.
  CompletionStage<Answer> takeOne(Access sender, Lane lane, byte[] body) {
    return take(sender, lane, List.of(EventCodec.decode(body)), verdicts -> Answer.single(verdicts.getFirst()));
  }

  /// The answer's future may complete on a thread of the producer.
  CompletionStage<Answer> takeBatch(Access sender, Lane lane, byte[] body) {
    return switch (EventCodec.decodeBatch(body, mostEvents)) {
      case Decoded.Refused<List<Decoded<CloudEvent>>>(var id, var refusal) -> {
        meters.rejected(lane, refusal.reason());
        yield CompletableFuture.completedFuture(Answer.problem(Problem.of(refusal)));
      }
      case Decoded.Event<List<Decoded<CloudEvent>>>(var events) ->
          take(sender, lane, events, verdicts -> Answer.batch(verdicts, accepted(verdicts)));
    };
  }

  private CompletionStage<Answer> take(Access sender, Lane lane, List<Decoded<CloudEvent>> events,
      Function<List<Verdict>, Answer> answer) {
    long begun = System.nanoTime();
    var receivedAt = EventCodec.micros(clock.instant());
    var verdicts = judge(events, sender, lane, ranges.ready(), receivedAt);
    if (lane == Lane.BACKFILL && verdicts.stream().anyMatch(Intake::isUndeclared)) {
      // Another replica may have answered the declaration a moment ago.
      return ranges.since(begun).toCompletionStage().handle((fresh, away) -> away == null
          ? ship(judge(events, sender, lane, fresh, receivedAt), sender, lane, receivedAt, answer)
          : CompletableFuture.completedFuture(unavailable(lane, events.size(),
              "whether the range is declared cannot be looked up; send again")))
          .thenCompose(Function.identity());
    }
    return ship(verdicts, sender, lane, receivedAt, answer);
  }

  private List<Verdict> judge(List<Decoded<CloudEvent>> events, Access sender, Lane lane, ReadyRanges ready,
      Instant receivedAt) {
    var verdicts = new ArrayList<Verdict>(events.size());
    for (var event : events) {
      verdicts.add(admitter.judge(event, sender, lane, ready, receivedAt));
    }
    return verdicts;
  }

  private static boolean isUndeclared(Verdict verdict) {
    return verdict instanceof Verdict.Rejected(var id, var source, var refusal)
        && refusal.reason() == Reason.OUTSIDE_DECLARED_RANGE;
  }

  private CompletionStage<Answer> ship(List<Verdict> verdicts, Access sender, Lane lane, Instant receivedAt,
      Function<List<Verdict>, Answer> answer) {
    var parcels = new ArrayList<Parcel>(verdicts.size());
    for (var verdict : verdicts) {
      if (verdict instanceof Verdict.Admitted(var id, var source, var parcel)) {
        parcels.add(parcel);
      }
    }
    long sent = System.nanoTime();
    meters.sent();
    return publisher.publish(lane, parcels).thenApply(shipped -> {
      meters.acknowledged(System.nanoTime() - sent);
      return switch (shipped) {
        case Shipped.Unanswered(var why) -> unavailable(lane, verdicts.size(), why + "; sending again is safe");
        case Shipped.Acknowledged(var tooLarge) -> {
          var settled = tooLarge.isEmpty() ? verdicts : without(tooLarge, verdicts);
          count(settled, sender, lane, receivedAt);
          yield answer.apply(settled);
        }
      };
    });
  }

  private Answer unavailable(Lane lane, int events, String why) {
    meters.unanswered(lane, events);
    return Answer.problem(EdgeProblem.BROKER_UNAVAILABLE.because(why));
  }

  /// @param tooLarge counts the admitted events only
  private List<Verdict> without(BitSet tooLarge, List<Verdict> verdicts) {
    int sent = 0;
    var settled = new ArrayList<Verdict>(verdicts.size());
    for (var verdict : verdicts) {
      boolean refused = verdict instanceof Verdict.Admitted && tooLarge.get(sent++);
      settled.add(refused ? new Verdict.Rejected(verdict.id(), verdict.source(), admitter.tooLarge()) : verdict);
    }
    return settled;
  }

  /// Neighbours in a batch mostly have the same source, so that a batch costs few lookups.
  private void count(List<Verdict> verdicts, Access sender, Lane lane, Instant receivedAt) {
    var source = "";
    int accepted = 0;
    int rejected = 0;
    int acceptedInAll = 0;
    for (var verdict : verdicts) {
      if (!verdict.source().equals(source)) {
        noteAnswered(sender, source, receivedAt, accepted, rejected);
        source = verdict.source();
        accepted = 0;
        rejected = 0;
      }
      switch (verdict) {
        case Verdict.Admitted admitted -> {
          accepted++;
          acceptedInAll++;
        }
        case Verdict.Rejected(var id, var from, var refusal) -> {
          rejected++;
          meters.rejected(lane, refusal.reason());
        }
      }
    }
    noteAnswered(sender, source, receivedAt, accepted, rejected);
    meters.accepted(lane, acceptedInAll);
  }

  private void noteAnswered(Access sender, String source, Instant receivedAt, int accepted, int rejected) {
    if (accepted + rejected > 0) {
      accounting.answered(sender.organization(), source, receivedAt, accepted, rejected);
    }
  }

  private static int accepted(List<Verdict> verdicts) {
    int accepted = 0;
    for (var verdict : verdicts) {
      accepted += verdict instanceof Verdict.Admitted ? 1 : 0;
    }
    return accepted;
  }
}
