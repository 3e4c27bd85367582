package io.groundswell.trend.live;

import io.groundswell.groundwork.access.Admission;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.KeyRing;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `GET /v1/trends/stream?seconds`: trends as they start, peak and end, as server-sent events. The data of each is the
/// CloudEvent of the topic `trends.v1`; `Last-Event-ID` resumes where a connection ended. It ends with its key, and
/// with `seconds` by itself.
@Path("/v1/trends/stream")
@Requires(Scope.READ)
class StreamResource {

  private static final int LONGEST_SECONDS = 3_600;

  private final Listeners listeners;
  private final LiveConfig config;
  private final Caller caller;
  private final KeyRing keys;

  StreamResource(Listeners listeners, LiveConfig config, Caller caller, KeyRing keys) {
    this.listeners = listeners;
    this.config = config;
    this.caller = caller;
    this.keys = keys;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Multi<OutboundSseEvent> stream(@HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @RestQuery @Nullable String seconds, @Context Sse sse) {
    var length = seconds == null ? null : length(seconds);
    var after = lastEventId == null || lastEventId.isEmpty() ? null : Place.find(lastEventId);
    if (after == null && lastEventId != null && !lastEventId.isEmpty()) {
      throw new ProblemException(Problem.parameter("Last-Event-ID", "must be the id of an event of this stream"));
    }
    if (listeners.isFull()) {
      throw new ProblemException(Problem.of(503, "overloaded", "Too much at once",
          "too many listen already; connect again in a while"));
    }
    var told = listeners.listen(caller.organization(), after)
        .map(one -> sse.newEventBuilder()
            .id(one.place().toString())
            .name(one.type())
            .mediaType(MediaType.TEXT_PLAIN_TYPE)
            .data(String.class, one.event())
            .build());
    var beats = Multi.createFrom().ticks().every(config.beatEvery())
        .onOverflow().drop()
        .map(tick -> sse.newEventBuilder().comment("listening").build());
    var access = caller.access();
    // Who connects again is told why.
    var stream = Multi.createBy().merging().streams(told, beats).select()
        .first(any -> keys.renewed(access, Scope.READ) instanceof Admission.Granted);
    return length == null ? stream : stream.select().first(length);
  }

  private static Duration length(String seconds) {
    int length = seconds.matches("[0-9]{1,4}") ? Integer.parseInt(seconds) : 0;
    if (length < 1 || length > LONGEST_SECONDS) {
      throw new ProblemException(
          Problem.parameter("seconds", "must be a whole number from 1 to " + LONGEST_SECONDS));
    }
    return Duration.ofSeconds(length);
  }
}
