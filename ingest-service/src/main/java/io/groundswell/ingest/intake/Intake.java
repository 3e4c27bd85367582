package io.groundswell.ingest.intake;

import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Reason;
import io.groundswell.contract.Refusal;
import io.groundswell.contract.Terms;
import io.groundswell.groundwork.access.Access;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.tracing.Sending;
import io.groundswell.groundwork.tracing.Tracing;
import io.groundswell.ingest.accounting.EdgeAccounting;
import io.groundswell.ingest.backfill.RangeBook;
import io.groundswell.ingest.backfill.ReadyRanges;
import io.groundswell.ingest.census.Census;
import io.groundswell.ingest.door.Answer;
import io.groundswell.ingest.door.EdgeProblem;
import io.groundswell.ingest.door.Visit;
import io.groundswell.ingest.publish.Parcel;
import io.groundswell.ingest.publish.Publisher;
import io.groundswell.ingest.publish.Shipped;
import io.groundswell.ingest.quota.Quotas;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// From events to their answer: decode, judge, send, count. Every event is in exactly one of the
/// results, and none is called accepted before the broker has it.
@ApplicationScoped
public class Intake {

  /// What became of events that came together.
  public sealed interface Outcome {

    /// Each is accepted or rejected, in the order in which they came.
    record Settled(List<Verdict> verdicts) implements Outcome {
    }

    /// The key has to wait, or not all that were sent were acknowledged in time; so all are to be sent again.
    record Unanswered(Problem problem) implements Outcome {
    }
  }

  /// What a rejected event takes until its answer is on its way: its verdict and some 250 bytes of answer, which are
  /// there twice while it is written. `1,` is two bytes in a body, and ten thousand of them are answered by megabytes.
  private static final long BYTES_PER_REJECTION = 512;

  private final Admitter admitter;
  private final Admitter checker;
  private final Quotas quotas;
  private final Publisher publisher;
  private final RangeBook ranges;
  private final Receipts receipts;
  private final EdgeAccounting accounting;
  private final IntakeMeters meters;
  private final Tracing tracing;
  private final InstantSource clock;
  private final int mostEvents;

  Intake(IntakeConfig config, Quotas quotas, Census census, Publisher publisher, RangeBook ranges, Receipts receipts,
      EdgeAccounting accounting, IntakeMeters meters, Tracing tracing, InstantSource clock) {
    this.admitter = new Admitter(config, census::note);
    this.checker = new Admitter(config, census::look);
    this.mostEvents = config.mostEvents();
    this.quotas = quotas;
    this.publisher = publisher;
    this.ranges = ranges;
    this.receipts = receipts;
    this.accounting = accounting;
    this.meters = meters;
    this.tracing = tracing;
    this.clock = clock;
  }

  /// Reads one event on the sender's terms, and takes it. The answer's future may complete on a thread of the producer.
  CompletionStage<Answer> takeOne(Visit visit, Purpose purpose, Terms.Shape shape,
      Function<Terms, Decoded<CloudEvent>> read) {
    return take(visit, purpose, shape, terms -> List.of(read.apply(terms))).thenApply(outcome -> switch (outcome) {
      case Outcome.Settled(var verdicts) -> Answers.single(verdicts.getFirst());
      case Outcome.Unanswered(var problem) -> Answer.problem(problem);
    });
  }

  /// The answer's future may complete on a thread of the producer.
  CompletionStage<Answer> takeBatch(Visit visit, Purpose purpose, Terms.Shape shape, byte[] body) {
    var receivedAt = EventCodec.micros(clock.instant());
    return switch (EventCodec.decodeBatch(body, mostEvents, terms(visit.sender(), shape, receivedAt))) {
      case Decoded.Refused<List<Decoded<CloudEvent>>>(var id, var refusal) ->
          CompletableFuture.completedFuture(switch (purpose) {
            case STORE -> refuse(visit, refusal);
            case CHECK -> Answer.rejection(Problem.of(refusal));
          });
      case Decoded.Event<List<Decoded<CloudEvent>>>(var events) ->
          take(visit, purpose, events, receivedAt).thenApply(outcome -> switch (outcome) {
            case Outcome.Settled(var verdicts) -> Answers.batch(verdicts);
            case Outcome.Unanswered(var problem) -> Answer.problem(problem);
          });
    };
  }

  /// Counts a body that could not be read as events at all, and answers it.
  public Answer refuse(Visit visit, Refusal refusal) {
    meters.rejected(visit.lane(), visit.sender(), refusal.reason());
    return Answer.rejection(Problem.of(refusal));
  }

  /// Reads events on the sender's terms, and takes them. The future may complete on a thread of the producer.
  public CompletionStage<Outcome> take(Visit visit, Terms.Shape shape,
      Function<Terms, List<Decoded<CloudEvent>>> read) {
    return take(visit, Purpose.STORE, shape, read);
  }

  private CompletionStage<Outcome> take(Visit visit, Purpose purpose, Terms.Shape shape,
      Function<Terms, List<Decoded<CloudEvent>>> read) {
    var receivedAt = EventCodec.micros(clock.instant());
    var events = read.apply(terms(visit.sender(), shape, receivedAt));
    return take(visit, purpose, events, receivedAt);
  }

  /// What a sender may leave out of an event that was received at that time.
  public Terms terms(Access sender, Terms.Shape shape, Instant receivedAt) {
    return new Terms(shape, sender.settings().stampsMissingTime() ? receivedAt : null);
  }

  /// Judges events that were read before, sends what is admitted, and counts. The future may complete on a thread of
  /// the producer.
  public CompletionStage<Outcome> take(Visit visit, List<Decoded<CloudEvent>> events, Instant receivedAt) {
    return take(visit, Purpose.STORE, events, receivedAt);
  }

  private CompletionStage<Outcome> take(Visit visit, Purpose purpose, List<Decoded<CloudEvent>> events,
      Instant receivedAt) {
    var sender = visit.sender();
    var lane = visit.lane();
    if (!quotas.of(sender).takeEvents(events.size())) {
      return again(purpose, lane, events.size(), EdgeProblem.QUOTA_EXCEEDED
          .because("the key has used up the events that it may send for the moment; send again after Retry-After"));
    }
    long begun = System.nanoTime();
    var judge = purpose == Purpose.STORE ? admitter : checker;
    var verdicts = judge(judge, events, sender, lane, ranges.ready(), receivedAt);
    if (lane == Lane.BACKFILL && verdicts.stream().anyMatch(Intake::isUndeclared)) {
      // Another replica may have answered the declaration a moment ago.
      return ranges.since(begun).toCompletionStage().handle((fresh, away) -> away == null
          ? ship(judge(judge, events, sender, lane, fresh, receivedAt), visit, purpose, receivedAt)
          : CompletableFuture.completedFuture(unanswered(lane, events.size(),
              "whether the range is declared cannot be looked up; send again")))
          .thenCompose(Function.identity());
    }
    return ship(verdicts, visit, purpose, receivedAt);
  }

  private static List<Verdict> judge(Admitter judge, List<Decoded<CloudEvent>> events, Access sender, Lane lane,
      ReadyRanges ready, Instant receivedAt) {
    var verdicts = new ArrayList<Verdict>(events.size());
    for (var event : events) {
      verdicts.add(judge.judge(event, sender, lane, ready, receivedAt));
    }
    return verdicts;
  }

  private static boolean isUndeclared(Verdict verdict) {
    return verdict instanceof Verdict.Rejected(var id, var source, var refusal)
        && refusal.reason() == Reason.OUTSIDE_DECLARED_RANGE;
  }

  private CompletionStage<Outcome> ship(List<Verdict> verdicts, Visit visit, Purpose purpose, Instant receivedAt) {
    var sender = visit.sender();
    var lane = visit.lane();
    var parcels = new ArrayList<Parcel>(verdicts.size());
    for (var verdict : verdicts) {
      if (verdict instanceof Verdict.Admitted(var id, var source, var parcel)) {
        parcels.add(parcel);
      }
    }
    var full = EdgeProblem.find(visit.claim().beside((verdicts.size() - parcels.size()) * BYTES_PER_REJECTION));
    if (full != null) {
      return again(purpose, lane, verdicts.size(),
          full.because("the answer to so many rejected events has no room now; send again, or fewer at a time"));
    }
    if (purpose == Purpose.CHECK) {
      return CompletableFuture.completedFuture(new Outcome.Settled(verdicts));
    }
    long sent = System.nanoTime();
    meters.sent();
    var sending = tracing.sending(lane.topic(), parcels.size());
    return publisher.publish(lane, parcels, sending == null ? null : sending.traceparent()).thenApply(shipped -> {
      meters.acknowledged(System.nanoTime() - sent);
      tell(sending, shipped);
      return switch (shipped) {
        case Shipped.NotSent(var why) -> unanswered(lane, verdicts.size(), why + "; send again");
        case Shipped.Crowded() -> unanswered(lane, verdicts.size(), EdgeProblem.HOT_SUBJECT.because(
            "too much of one subject waits for the broker; send again after Retry-After, other subjects apart"));
        case Shipped.Unanswered(var why) -> {
          noteUnknown(verdicts, sender, receivedAt);
          yield unanswered(lane, verdicts.size(), why + "; sending again is safe");
        }
        case Shipped.Acknowledged(var tooLarge) -> {
          var settled = tooLarge.isEmpty() ? verdicts : without(tooLarge, verdicts);
          count(settled, sender, lane, receivedAt);
          publisher.topicMark(lane)
              .ifPresent(mark -> receipts.hand(sender.organization(), lane, mark, parcels));
          yield new Outcome.Settled(settled);
        }
      };
    });
  }

  private static void tell(@Nullable Sending sending, Shipped shipped) {
    if (sending != null) {
      switch (shipped) {
        case Shipped.Acknowledged acknowledged -> sending.acknowledged();
        case Shipped.Crowded crowded -> sending.unanswered("too much of one subject waits for the broker");
        case Shipped.NotSent(var why) -> sending.unanswered(why);
        case Shipped.Unanswered(var why) -> sending.unanswered(why);
      }
    }
  }

  private CompletionStage<Outcome> again(Purpose purpose, Lane lane, int events, Problem problem) {
    return CompletableFuture.completedFuture(switch (purpose) {
      case STORE -> unanswered(lane, events, problem);
      case CHECK -> new Outcome.Unanswered(problem);
    });
  }

  private Outcome unanswered(Lane lane, int events, String why) {
    return unanswered(lane, events, EdgeProblem.BROKER_UNAVAILABLE.because(why));
  }

  /// Counts events that were read and are to be sent again.
  public Outcome unanswered(Lane lane, int events, Problem problem) {
    meters.unanswered(lane, problem, events);
    return new Outcome.Unanswered(problem);
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
          meters.rejected(lane, sender, refusal.reason());
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

  private void noteUnknown(List<Verdict> verdicts, Access sender, Instant receivedAt) {
    for (var verdict : verdicts) {
      if (verdict instanceof Verdict.Admitted admitted) {
        accounting.leftUnknown(sender.organization(), admitted.source(), receivedAt);
      }
    }
  }
}
