package io.groundswell.ingest.segment;

import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Terms;
import io.groundswell.ingest.door.Answer;
import io.groundswell.ingest.door.Door;
import io.groundswell.ingest.door.DoorConfig;
import io.groundswell.ingest.door.EdgeProblem;
import io.groundswell.ingest.door.Visit;
import io.groundswell.ingest.intake.Intake;
import io.groundswell.ingest.intake.IntakeConfig;
import io.groundswell.ingest.intake.Verdict;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// `POST /v1/track`, `identify`, `page`, `screen`, `group` and `alias`, each with one message, and `POST /v1/batch` and
/// `/v1/import` with many: the HTTP tracking API of Segment, which RudderStack shares. SDKs put a slash behind some.
@ApplicationScoped
class SegmentRoute {

  private final Door door;
  private final Intake intake;
  private final IntakeConfig config;
  private final long largest;
  private final InstantSource clock;

  SegmentRoute(Door door, DoorConfig bodies, Intake intake, IntakeConfig config, InstantSource clock) {
    this.door = door;
    this.largest = bodies.largestBody().asLongValue();
    this.intake = intake;
    this.config = config;
    this.clock = clock;
  }

  private interface Work {
    CompletionStage<Answer> of(Visit visit, byte[] body);
  }

  void routes(@Observes Router router) {
    route(router, "/v1/track", (visit, body) -> takeOne(visit, Call.TRACK, body));
    route(router, "/v1/page", (visit, body) -> takeOne(visit, Call.PAGE, body));
    route(router, "/v1/screen", (visit, body) -> takeOne(visit, Call.SCREEN, body));
    route(router, "/v1/identify", (visit, body) -> takeOne(visit, Call.IDENTIFY, body));
    route(router, "/v1/group", (visit, body) -> takeOne(visit, Call.GROUP, body));
    route(router, "/v1/alias", (visit, body) -> takeOne(visit, Call.ALIAS, body));
    route(router, "/v1/batch", this::takeBatch);
    route(router, "/v1/import", this::takeBatch);
  }

  private void route(Router router, String name, Work work) {
    for (var path : List.of(name, name + "/")) {
      router.post(path).order(Door.ORDER).handler(routing -> receive(routing, work));
      router.route(path).order(Door.ORDER + 1).handler(door::refuseMethod);
    }
  }

  private void receive(RoutingContext routing, Work work) {
    var headers = routing.request().headers();
    if (headers.contains(HttpHeaderNames.AUTHORIZATION) || headers.contains("X-API-Key")) {
      door.enter(routing, visit -> door.take(visit, body -> work.of(visit, body)));
    } else {
      door.enterByBody(routing, Batch::writeKey, work::of);
    }
  }

  private CompletionStage<Answer> takeOne(Visit visit, Call call, byte[] body) {
    return take(visit, terms -> Calls.readOne(call, body, terms),
        (calls, verdicts) -> Replies.toOne(call, verdicts.getFirst()));
  }

  private CompletionStage<Answer> takeBatch(Visit visit, byte[] body) {
    return take(visit, terms -> Calls.readBatch(body, config.mostEvents(), largest, terms), Replies::toBatch);
  }

  private interface Reply {
    Answer to(List<Calls.Translated> calls, List<Verdict> verdicts);
  }

  private CompletionStage<Answer> take(Visit visit, Function<Terms, Decoded<List<Calls.Translated>>> read,
      Reply reply) {
    var receivedAt = EventCodec.micros(clock.instant());
    var terms = intake.terms(visit.sender(), Terms.Shape.CLOUD_EVENT, receivedAt);
    return switch (read.apply(terms)) {
      case Decoded.Refused<List<Calls.Translated>>(var id, var refusal) ->
          CompletableFuture.completedFuture(intake.refuse(visit, refusal));
      case Decoded.Event<List<Calls.Translated>>(var calls) -> take(visit, calls, receivedAt, reply);
    };
  }

  private CompletionStage<Answer> take(Visit visit, List<Calls.Translated> calls, Instant receivedAt, Reply reply) {
    var full = EdgeProblem.find(visit.claim().beside(calls.stream().mapToLong(Calls::length).sum()));
    if (full != null) {
      return CompletableFuture.completedFuture(Answer.problem(full.because(
          "the events of these messages have no room now; send again, or fewer at a time")));
    }
    List<Decoded<CloudEvent>> events = calls.stream().map(Calls.Translated::event).toList();
    return intake.take(visit, events, receivedAt).thenApply(outcome -> switch (outcome) {
      case Intake.Outcome.Settled(var verdicts) -> reply.to(calls, verdicts);
      case Intake.Outcome.Unanswered(var problem) -> Answer.problem(problem);
    });
  }
}
