package io.groundswell.ingest.lines;

import io.groundswell.groundwork.tracing.Tracing;
import io.groundswell.ingest.door.Door;
import io.groundswell.ingest.door.EdgeProblem;
import io.groundswell.ingest.door.Visit;
import io.groundswell.ingest.intake.Intake;
import io.groundswell.ingest.intake.IntakeConfig;
import io.groundswell.ingest.lines.LineStream.Answered;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// `POST /v1/events` with lines of JSON, and their end when the service stops.
@ApplicationScoped
class LinesRoute {

  private static final int BEFORE_PRODUCERS_CLOSE = Interceptor.Priority.PLATFORM_BEFORE;
  private static final CharSequence PREFER = "Prefer";
  private static final String MINIMAL = "return=minimal";

  private final Door door;
  private final Intake intake;
  private final LinesConfig config;
  private final Tracing tracing;
  private final Vertx vertx;
  private final int longest;
  private final Map<LineStream, Thread> streams = new ConcurrentHashMap<>();
  /// Quarkus waits for open requests before it tells anybody that it stops, and a stream may stay open for ever: so
  /// this hook, which the JVM runs at the same time, ends them.
  private final Thread hook = new Thread(this::stopStreams, "end-of-lines");
  private volatile boolean stopping;

  LinesRoute(Door door, Intake intake, LinesConfig config, IntakeConfig events, Tracing tracing, Vertx vertx,
      MeterRegistry meters) {
    this.door = door;
    this.intake = intake;
    this.config = config;
    this.tracing = tracing;
    this.vertx = vertx;
    this.longest = Math.toIntExact(events.largestEvent().asLongValue());
    Gauge.builder("groundswell.lines.streams", streams, Map::size)
        .description("Open streams of lines").register(meters);
  }

  void routes(@Observes Router router) {
    router.post("/v1/events").order(Door.ORDER - 1).handler(this::look);
  }

  void start(@Observes StartupEvent event) {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  void stop(@Observes @Priority(BEFORE_PRODUCERS_CLOSE) ShutdownEvent event) throws InterruptedException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException itRunsAlready) {
      hook.join();
    }
    stopStreams();
    for (var thread : streams.values()) {
      thread.join(Duration.ofSeconds(15));
    }
  }

  private void stopStreams() {
    stopping = true;
    endStreams();
  }

  /// Ends all streams that are open now.
  void endStreams() {
    var problem = EdgeProblem.STOPPING.because("the service is going away; send again what lies behind lastLine");
    streams.keySet().forEach(stream -> stream.cut(problem));
  }

  private void look(RoutingContext routing) {
    var headers = routing.request().headers();
    if (isLines(headers.get(HttpHeaderNames.CONTENT_TYPE)) && !headers.contains("ce-specversion")) {
      door.enter(routing, this::open);
    } else {
      routing.next();
    }
  }

  private static boolean isLines(@Nullable String contentType) {
    if (contentType == null || !contentType.regionMatches(true, 0, "application/", 0, 12)) {
      return false;
    }
    int end = contentType.indexOf(';');
    var type = (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return type.equals(Outflow.MEDIA_TYPE) || type.equals("application/ndjson");
  }

  private void open(Visit visit) {
    if (stopping) {
      door.refuseAndClose(visit, EdgeProblem.STOPPING.because("the service is going away; send again"));
      return;
    }
    if (streams.size() >= config.mostStreams()) {
      door.refuseAndClose(visit, EdgeProblem.OVERLOADED
          .because("at most " + config.mostStreams() + " streams of lines are open at a time; send again"));
      return;
    }
    var encoding = door.encodingOrRefusal(visit);
    if (encoding == null || !door.admitsStream(visit, config.mostBytesTogether().asLongValue())) {
      return;
    }
    var request = visit.request();
    var answered = MINIMAL.equalsIgnoreCase(request.getHeader(PREFER)) ? Answered.BAD : Answered.ALL;
    if (answered == Answered.BAD) {
      request.response().putHeader("Preference-Applied", MINIMAL);
    }
    if (request.headers().contains(HttpHeaderNames.EXPECT)) {
      request.response().writeContinue();
    }
    var stream = new LineStream(visit, vertx.getOrCreateContext(), door, intake, config, longest, answered);
    var thread = Thread.ofVirtual().name("lines").unstarted(tracing.carried(() -> {
      try {
        stream.run(encoding);
      } finally {
        streams.remove(stream);
      }
    }));
    streams.put(stream, thread);
    stream.open();
    thread.start();
  }
}
