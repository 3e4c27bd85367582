package io.groundswell.ingest.door;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.access.Access;
import io.groundswell.groundwork.access.Admission;
import io.groundswell.groundwork.access.KeyRing;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.tracing.Tracing;
import io.groundswell.ingest.quota.ByteBudget;
import io.groundswell.ingest.quota.Quotas;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Lets requests in, and answers out. Whatever can be told from the headers is answered before the body is read.
@ApplicationScoped
public class Door {

  /// The order of routes that read their bodies by themselves: before Quarkus' own cap on bodies.
  public static final int ORDER = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1_000;

  private static final Logger LOG = Logger.getLogger(Door.class);
  private static final CharSequence API_KEY = AsciiString.cached("X-API-Key");
  private static final CharSequence JSON = AsciiString.cached("application/json");
  private static final CharSequence PROBLEM = AsciiString.cached(Problem.MEDIA_TYPE);
  private static final CharSequence RETRY_AFTER_SECONDS = AsciiString.cached("1");
  private static final CharSequence RATE_LIMIT = AsciiString.cached("RateLimit");
  private static final CharSequence RATE_LIMIT_POLICY = AsciiString.cached("RateLimit-Policy");
  private static final CharSequence BEARER = AsciiString.cached("Bearer");
  /// Of a body that is not wanted, so much may come; beyond it the connection ends instead.
  private static final long WORTH_WAITING_FOR = 64 << 10;
  private static final CharSequence CLOSE = AsciiString.cached("close");
  private static final long LINGER_MILLIS = 2_000;
  private static final long SWEEP_MILLIS = 1_000;

  private final KeyRing keys;
  private final DoorMeters meters;
  private final DoorConfig config;
  private final Tracing tracing;
  private final Vertx vertx;
  private final Quotas quotas;
  private final ByteBudget budget;
  private final Inflation inflation;
  private final Excuses excuses;
  private final Map<Body, Context> reading = new ConcurrentHashMap<>();

  Door(KeyRing keys, Quotas quotas, ByteBudget budget, DoorMeters meters, DoorConfig config, Tracing tracing,
      Vertx vertx) {
    this.keys = keys;
    this.quotas = quotas;
    this.budget = budget;
    this.meters = meters;
    this.config = config;
    this.tracing = tracing;
    this.vertx = vertx;
    this.inflation = new Inflation(config.largestBody().asLongValue());
    this.excuses = new Excuses(config);
  }

  void start(@Observes StartupEvent event) {
    vertx.setPeriodic(SWEEP_MILLIS, tick -> sweep());
  }

  /// Goes on with the request where its key opens the lane that it asks for (`?lane=live|backfill`), and answers it
  /// where not. Onward runs on the request's event loop, maybe later.
  public void enter(RoutingContext routing, Consumer<Visit> onward) {
    var request = routing.request();
    long begun = System.nanoTime();
    var fault = Query.findFault(request);
    if (fault != null) {
      refuse(request, begun, fault);
      return;
    }
    var lane = Query.lane(request);
    var headers = request.headers();
    var admission =
        keys.admission(headers.get(HttpHeaderNames.AUTHORIZATION), headers.get(API_KEY), Query.scope(lane));
    if (admission.isComplete()) {
      enter(request, begun, lane, admission.result(), onward);
    } else {
      var context = vertx.getOrCreateContext();
      admission.onComplete(late -> context.runOnContext(here -> enter(request, begun, lane, late.result(), onward)));
    }
  }

  /// Why a request that goes on for long may not any more: its key was revoked since, or has expired. Null while it
  /// may.
  public @Nullable Problem findLockout(Visit visit) {
    return keys.renewed(visit.sender(), Query.scope(visit.lane())) instanceof Admission.Refused(var problem) ? problem
        : null;
  }

  private void enter(HttpServerRequest request, long begun, Lane lane, Admission admission, Consumer<Visit> onward) {
    switch (admission) {
      case Admission.Refused(var problem) -> refuse(request, begun, problem);
      case Admission.Granted(var sender) -> {
        var quota = quotas.of(sender);
        onward.accept(new Visit(request, sender, lane, quota, budget.claim(quota), begun));
      }
    }
  }

  /// Takes a request that shows its key in its body only. Nobody has vouched for the body while it is collected, so it
  /// may be no larger than `groundswell.door.largest-unnamed-body`, and goes by what its address may still send. From
  /// there on it is a request of the key.
  ///
  /// @param keyOf finds the key in the plain body; null where there is none
  public void enterByBody(RoutingContext routing, Function<byte[], @Nullable String> keyOf,
      BiFunction<Visit, byte[], CompletionStage<Answer>> work) {
    var request = routing.request();
    long begun = System.nanoTime();
    var fault = Query.findFault(request);
    if (fault != null) {
      refuse(request, begun, fault);
      return;
    }
    var lane = Query.lane(request);
    var quota = quotas.ofStranger(request.remoteAddress());
    var stranger = new Visit(request, Access.NOBODY, lane, quota, budget.claim(quota), begun);
    long largest = config.largestUnnamedBody().asLongValue();
    take(stranger, largest, body -> body.length > largest
        ? CompletableFuture.completedFuture(new Reply(stranger, Answer.problem(Excuses.tooLarge(largest))))
        : keys.admission(null, keyOf.apply(body), Query.scope(lane)).toCompletionStage()
            .thenCompose(admission -> enter(stranger, admission, body, work)));
  }

  private CompletionStage<Reply> enter(Visit stranger, Admission admission, byte[] body,
      BiFunction<Visit, byte[], CompletionStage<Answer>> work) {
    return switch (admission) {
      case Admission.Refused(var problem) ->
          CompletableFuture.completedFuture(new Reply(stranger, Answer.problem(problem)));
      case Admission.Granted(var sender) -> {
        var quota = quotas.of(sender);
        var named = new Visit(stranger.request(), sender, stranger.lane(), quota, stranger.claim(),
            stranger.begunNanos());
        var full = EdgeProblem.find(stranger.claim().passTo(quota));
        yield full != null
            ? CompletableFuture.completedFuture(new Reply(named, Answer.problem(excuses.because(full))))
            : run(named, plain -> replied(named, work.apply(named, plain)), body);
      }
    };
  }

  /// An answer, and to whom: who a sender is may turn out only from its body.
  private record Reply(Visit visit, Answer answer) {
  }

  private static CompletionStage<Reply> replied(Visit visit, CompletionStage<Answer> later) {
    return later.thenApply(answer -> new Reply(visit, answer));
  }

  /// Answers whoever comes with another method than POST.
  public void refuseMethod(RoutingContext routing) {
    routing.response().putHeader(HttpHeaderNames.ALLOW, "POST");
    refuse(routing.request(), System.nanoTime(), EdgeProblem.METHOD_NOT_ALLOWED.because("events are sent by POST"));
  }

  /// The encoding of the body, or null where it is none of ours, which was answered then.
  public @Nullable Encoding encodingOrRefusal(Visit visit) {
    var encoding = Encoding.find(visit.request().headers().getAll(HttpHeaderNames.CONTENT_ENCODING));
    if (encoding == null) {
      visit.request().response().putHeader(HttpHeaderNames.ACCEPT_ENCODING, Encoding.TAKEN);
      refuse(visit, EdgeProblem.UNSUPPORTED_MEDIA_TYPE.because("Content-Encoding must be one of " + Encoding.TAKEN));
    }
    return encoding;
  }

  /// Collects the body, undoes its encoding, and answers with what the work makes of it. The work may run on the event
  /// loop, so it does not wait; a large or compressed body is worked on by a thread of its own.
  public void take(Visit visit, Function<byte[], CompletionStage<Answer>> work) {
    take(visit, config.largestBody().asLongValue(), body -> replied(visit, work.apply(body)));
  }

  private void take(Visit visit, long largest, Function<byte[], CompletionStage<Reply>> work) {
    var headers = visit.request().headers();
    var encoding = headers.contains(HttpHeaderNames.CONTENT_ENCODING) ? encodingOrRefusal(visit) : Encoding.IDENTITY;
    if (encoding == null) {
      return;
    }
    long promised = Body.promised(headers.get(HttpHeaderNames.CONTENT_LENGTH));
    if (promised > largest) {
      refuseAndClose(visit, Excuses.tooLarge(largest));
      return;
    }
    var full = visit.quota().isOpen() ? EdgeProblem.find(visit.claim().open(promised)) : EdgeProblem.QUOTA_EXCEEDED;
    if (full != null) {
      refuseUnread(visit, excuses.because(full), promised);
      return;
    }
    if (headers.contains(HttpHeaderNames.EXPECT)) {
      visit.request().response().writeContinue();
    }
    collect(visit, encoding, largest, promised, work);
  }

  private void collect(Visit visit, Encoding encoding, long largest, long promised,
      Function<byte[], CompletionStage<Reply>> work) {
    var context = vertx.getOrCreateContext();
    var self = new Object() {
      @Nullable
      Body body;
    };
    var body = new Body(visit.request(), largest, visit.claim(), whole -> {
      reading.remove(self.body);
      workOn(context, visit, encoding, whole, work);
    }, problem -> {
      reading.remove(self.body);
      refuseAndClose(visit, problem == EdgeProblem.TOO_LARGE ? Excuses.tooLarge(largest) : excuses.because(problem));
    });
    self.body = body;
    reading.put(body, context);
    body.collect(promised);
    visit.request().resume();
  }

  private void workOn(Context context, Visit visit, Encoding encoding, byte[] body,
      Function<byte[], CompletionStage<Reply>> work) {
    if (encoding != Encoding.IDENTITY) {
      Thread.ofVirtual().name("compressed-body")
          .start(tracing.carried(() -> answerLater(context, visit, inflate(visit, encoding, body, work))));
    } else if (body.length > config.apartAbove().asLongValue()) {
      Thread.ofVirtual().name("large-body")
          .start(tracing.carried(() -> answerLater(context, visit, run(visit, work, body))));
    } else {
      answerLater(context, visit, run(visit, work, body));
    }
  }

  private CompletionStage<Reply> inflate(Visit visit, Encoding encoding, byte[] body,
      Function<byte[], CompletionStage<Reply>> work) {
    return switch (inflation.undo(encoding, body, plain -> visit.claim().reach(body.length + plain))) {
      case Inflation.Outcome.Inflated(var plain) -> run(visit, work, plain);
      case Inflation.Outcome.Failed(var problem) ->
          CompletableFuture.completedFuture(new Reply(visit, Answer.problem(excuses.because(problem))));
    };
  }

  private CompletionStage<Reply> run(Visit visit, Function<byte[], CompletionStage<Reply>> work, byte[] body) {
    if (!visit.quota().takeBytes(body.length)) {
      return CompletableFuture
          .completedFuture(new Reply(visit, Answer.problem(excuses.because(EdgeProblem.QUOTA_EXCEEDED))));
    }
    try {
      return work.apply(body);
    } catch (RuntimeException bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }

  private void answerLater(Context context, Visit visit, CompletionStage<Reply> later) {
    later.whenComplete((reply, failure) -> context.runOnContext(here -> {
      if (failure == null) {
        answer(reply.visit, reply.answer);
      } else {
        LOG.error("request failed", failure);
        refuse(visit, EdgeProblem.INTERNAL_ERROR.because("the failure was logged"));
      }
    }));
  }

  /// Answers before the body was read, which is then passed over.
  public void refuse(Visit visit, Problem problem) {
    answer(visit, Answer.problem(problem));
  }

  /// Before anything of the body was read: what it costs to say so must not grow with what is sent.
  private void refuseUnread(Visit visit, Problem problem, long promised) {
    if (promised < 0 || promised > WORTH_WAITING_FOR) {
      refuseAndClose(visit, problem);
    } else {
      refuse(visit, problem);
    }
  }

  /// Of somebody who was not let in.
  private void refuse(HttpServerRequest request, long begun, Problem problem) {
    answer(request, Access.NOBODY, begun, Answer.problem(problem));
  }

  /// For a body that is not read to its end: what follows on the connection could not be told from it.
  public void refuseAndClose(Visit visit, Problem problem) {
    visit.announceEnd();
    refuse(visit, problem);
  }

  private void answer(Visit visit, Answer answer) {
    var headers = visit.request().response().headers();
    headers.set(RATE_LIMIT_POLICY, visit.quota().policy());
    headers.set(RATE_LIMIT, visit.quota().left());
    if (answer.status() == 429) {
      headers.set(HttpHeaderNames.RETRY_AFTER, Long.toString(visit.quota().retryAfterSeconds()));
    }
    answer(visit.request(), visit.sender(), visit.begunNanos(), answer).onComplete(done -> visit.claim().release());
  }

  private Future<Void> answer(HttpServerRequest request, Access sender, long begun, Answer answer) {
    var response = request.response();
    meters.answered(sender, answer, System.nanoTime() - begun);
    if (response.closed() || response.ended()) {
      return Future.succeededFuture();
    }
    response.setStatusCode(answer.status());
    if (answer.status() == 401) {
      response.putHeader(HttpHeaderNames.WWW_AUTHENTICATE, BEARER);
    }
    response.putHeader(HttpHeaderNames.CONTENT_TYPE, answer.status() < 400 ? JSON : PROBLEM);
    if (answer.status() == 503) {
      response.putHeader(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    var sent = response.end(Buffer.buffer(answer.body()));
    if (response.headers().contains(HttpHeaderNames.CONNECTION, CLOSE, true)) {
      closeAfter(sent, request);
    }
    return sent;
  }

  /// By itself it would stay until the body has come, which may be never. But a sender that is still at it has to be
  /// given the time to read its answer.
  private void closeAfter(Future<Void> sent, HttpServerRequest request) {
    sent.onComplete(done -> vertx.setTimer(LINGER_MILLIS, tick -> request.connection().close()));
  }

  /// When a connection ends after an answer that said that it would.
  public enum Closing {
    /// The body was read to its end.
    AT_ONCE,
    /// Its sender may still be at it.
    SOON
  }

  /// Ends an answer that its route wrote by itself.
  public void end(Visit visit, Closing closing) {
    var response = visit.request().response();
    meters.answered(response.getStatusCode(), System.nanoTime() - visit.begunNanos());
    visit.claim().release();
    if (!response.closed() && !response.ended()) {
      var sent = response.end();
      if (response.headers().contains(HttpHeaderNames.CONNECTION, CLOSE, true)) {
        switch (closing) {
          case AT_ONCE -> sent.onComplete(done -> visit.request().connection().close());
          case SOON -> closeAfter(sent, visit.request());
        }
      }
    }
  }

  /// Whether a body that is never held as a whole may be begun, of which so much is held at a time; where not, it was
  /// answered.
  public boolean admitsStream(Visit visit, long heldAtATime) {
    var full = EdgeProblem.find(visit.claim().open(heldAtATime));
    full = full == null ? EdgeProblem.find(visit.claim().reach(heldAtATime)) : full;
    if (full != null) {
      refuseAndClose(visit, excuses.because(full));
    }
    return full == null;
  }

  /// Ends a connection whose sender does not read any more.
  public void leave(Visit visit) {
    visit.claim().release();
    visit.request().connection().close();
  }

  /// Ends bodies whose senders take too long.
  private void sweep() {
    long deadline = config.bodyDeadline().toNanos();
    reading.forEach((body, context) -> {
      if (body.isOlderThan(deadline)) {
        context.runOnContext(here -> {
          reading.remove(body);
          body.abandon(EdgeProblem.REQUEST_TIMEOUT);
        });
      }
    });
  }
}
