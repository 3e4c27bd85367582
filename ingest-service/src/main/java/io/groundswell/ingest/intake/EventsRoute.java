package io.groundswell.ingest.intake;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.access.Access;
import io.groundswell.groundwork.access.Admission;
import io.groundswell.groundwork.access.KeyRing;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// `POST /v1/events[?lane=live|backfill]`. Whatever can be told from the headers is answered before the body is read.
@ApplicationScoped
class EventsRoute {

  private static final Logger LOG = Logger.getLogger(EventsRoute.class);
  private static final String PATH = "/v1/events";
  private static final int ORDER = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1_000;
  private static final CharSequence API_KEY = AsciiString.cached("X-API-Key");
  private static final CharSequence JSON = AsciiString.cached("application/json");
  private static final CharSequence PROBLEM = AsciiString.cached(Problem.MEDIA_TYPE);
  private static final CharSequence RETRY_AFTER_SECONDS = AsciiString.cached("1");
  private static final long LINGER_MILLIS = 2_000;
  private static final CharSequence CLOSE = AsciiString.cached("close");
  private static final long SWEEP_MILLIS = 1_000;
  private static final long UNKNOWN = -1;

  private final KeyRing keys;
  private final Intake intake;
  private final IntakeMeters meters;
  private final IntakeConfig config;
  private final Vertx vertx;
  private final AtomicLong held = new AtomicLong();
  private final Map<Body, Context> reading = new ConcurrentHashMap<>();

  EventsRoute(KeyRing keys, Intake intake, IntakeMeters meters, IntakeConfig config, Vertx vertx) {
    this.keys = keys;
    this.intake = intake;
    this.meters = meters;
    this.config = config;
    this.vertx = vertx;
  }

  void routes(@Observes Router router) {
    router.post(PATH).order(ORDER).handler(this::receive);
    router.route(PATH).order(ORDER + 1).handler(routing -> {
      routing.response().putHeader(HttpHeaderNames.ALLOW, "POST");
      refuse(routing.request(), System.nanoTime(), EdgeProblem.METHOD_NOT_ALLOWED.because("events are sent by POST"));
    });
    vertx.setPeriodic(SWEEP_MILLIS, tick -> sweep());
  }

  private void receive(RoutingContext routing) {
    var request = routing.request();
    long begun = System.nanoTime();
    var lane = lane(request);
    if (lane == null) {
      refuse(request, begun, EdgeProblem.INVALID_PARAMETER.because("lane must be live or backfill, and stand once"));
      return;
    }
    var headers = request.headers();
    var admission = keys.admission(headers.get(HttpHeaderNames.AUTHORIZATION), headers.get(API_KEY), switch (lane) {
      case LIVE -> Scope.WRITE;
      case BACKFILL -> Scope.BACKFILL;
    });
    if (admission.isComplete()) {
      enter(request, begun, lane, admission.result());
    } else {
      var context = vertx.getOrCreateContext();
      admission.onComplete(late -> context.runOnContext(here -> enter(request, begun, lane, late.result())));
    }
  }

  private void enter(HttpServerRequest request, long begun, Lane lane, Admission admission) {
    switch (admission) {
      case Admission.Refused(var problem) -> refuse(request, begun, problem);
      case Admission.Granted(var sender) -> receive(request, begun, sender, lane);
    }
  }

  private void receive(HttpServerRequest request, long begun, Access sender, Lane lane) {
    var headers = request.headers();
    var form = Form.find(headers.get(HttpHeaderNames.CONTENT_TYPE));
    if (form == null || (form == Form.PLAIN_JSON && headers.contains("ce-specversion"))) {
      refuse(request, begun,
          EdgeProblem.UNSUPPORTED_MEDIA_TYPE.because("Content-Type must be application/cloudevents+json, "
              + "application/cloudevents-batch+json or application/json, in UTF-8; binary mode is not taken"));
      return;
    }
    if (headers.contains(HttpHeaderNames.CONTENT_ENCODING)) {
      refuse(request, begun, EdgeProblem.UNSUPPORTED_MEDIA_TYPE.because("the body must not be compressed"));
      return;
    }
    long promised = length(headers.get(HttpHeaderNames.CONTENT_LENGTH));
    if (promised > config.largestBody().asLongValue()) {
      refuseAndClose(request, begun, EdgeProblem.TOO_LARGE);
      return;
    }
    if (headers.contains(HttpHeaderNames.EXPECT)) {
      request.response().writeContinue();
    }
    collect(request, begun, sender, lane, form, promised);
  }

  private void collect(HttpServerRequest request, long begun, Access sender, Lane lane, Form form, long promised) {
    var context = vertx.getOrCreateContext();
    var self = new Object() {
      @Nullable
      Body body;
    };
    var body =
        new Body(request, config.largestBody().asLongValue(), config.mostInFlight().asLongValue(), held, whole -> {
          reading.remove(self.body);
          take(context, request, begun, sender, lane, form, whole);
        }, problem -> {
          reading.remove(self.body);
          refuseAndClose(request, begun, problem);
        });
    self.body = body;
    reading.put(body, context);
    body.collect(promised);
    request.resume();
  }

  private void take(Context context, HttpServerRequest request, long begun, Access sender, Lane lane, Form form,
      byte[] body) {
    if (body.length > config.apartAbove().asLongValue()) {
      Thread.ofVirtual().name("large-body")
          .start(() -> answerLater(context, request, begun, decide(sender, lane, form, body)));
    } else {
      answerLater(context, request, begun, decide(sender, lane, form, body));
    }
  }

  private CompletionStage<Answer> decide(Access sender, Lane lane, Form form, byte[] body) {
    try {
      return form.isBatch(body) ? intake.takeBatch(sender, lane, body) : intake.takeOne(sender, lane, body);
    } catch (RuntimeException bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }

  private void answerLater(Context context, HttpServerRequest request, long begun, CompletionStage<Answer> later) {
    later.whenComplete((answer, failure) -> context.runOnContext(here -> {
      if (failure == null) {
        answer(request, begun, answer);
      } else {
        LOG.error("request failed", failure);
        refuse(request, begun, EdgeProblem.INTERNAL_ERROR.because("the failure was logged"));
      }
    }));
  }

  private void refuse(HttpServerRequest request, long begun, Problem problem) {
    answer(request, begun, Answer.problem(problem));
  }

  /// For a body that is not read to its end: what follows on the connection could not be told from it.
  private void refuseAndClose(HttpServerRequest request, long begun, EdgeProblem problem) {
    request.response().putHeader(HttpHeaderNames.CONNECTION, CLOSE);
    refuse(request, begun, problem.because(switch (problem) {
      case TOO_LARGE -> "a body has at most " + config.largestBody().asLongValue() + " bytes";
      case REQUEST_TIMEOUT -> "a body has to be sent within " + config.bodyDeadline().toSeconds() + " s";
      default -> "too many bodies are being received; send again";
    }));
  }

  private void answer(HttpServerRequest request, long begun, Answer answer) {
    var response = request.response();
    meters.answered(answer.status(), System.nanoTime() - begun);
    if (response.closed() || response.ended()) {
      return;
    }
    response.setStatusCode(answer.status());
    response.putHeader(HttpHeaderNames.CONTENT_TYPE, answer.status() < 400 ? JSON : PROBLEM);
    if (answer.status() == 503) {
      response.putHeader(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    var sent = response.end(Buffer.buffer(answer.body()));
    if (response.headers().contains(HttpHeaderNames.CONNECTION, CLOSE, true)) {
      // By itself it would stay until the body has come, which may be never. But a sender that is still at it has to be given
      // the time to read its answer.
      sent.onComplete(done -> vertx.setTimer(LINGER_MILLIS, tick -> request.connection().close()));
    }
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

  private static @Nullable Lane lane(HttpServerRequest request) {
    if (request.query() == null) {
      return Lane.LIVE;
    }
    var asked = request.params().getAll("lane");
    if (asked.size() > 1) {
      return null;
    }
    return switch (asked.isEmpty() ? "live" : asked.getFirst()) {
      case "live" -> Lane.LIVE;
      case "backfill" -> Lane.BACKFILL;
      default -> null;
    };
  }

  private static long length(@Nullable String header) {
    try {
      return header == null ? UNKNOWN : Long.parseLong(header);
    } catch (NumberFormatException notANumber) {
      return UNKNOWN;
    }
  }
}
