package io.groundswell.trend.webhook;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Fields;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `/v1/webhooks`: where the caller's organisation wants its announcements.
@Path("/v1/webhooks")
@Requires(Scope.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class WebhooksResource {

  private static final int USUAL_LIMIT = 50;
  private static final int HIGHEST_LIMIT = 500;
  private static final List<String> TYPES = List.of("trend.started", "trend.peaked", "trend.ended");
  private static final Pattern TYPE = Pattern.compile("trend\\.(started|peaked|ended)");
  private static final Set<String> STATES = Set.of("pending", "delivered", "dead");

  private final WebhookBook book;
  private final WebhookConfig config;
  private final Caller caller;

  WebhooksResource(WebhookBook book, WebhookConfig config, Caller caller) {
    this.book = book;
    this.config = config;
    this.caller = caller;
  }

  @GET
  public Webhook.Listing list() {
    return book.list(caller.organization());
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  public Webhook.Issued create(byte[] body) {
    var fields = Fields.of(body, Set.of("url", "types"));
    var url = Target.of(fields.text("url"), config.allowLoopback());
    var types = fields.texts("types", TYPES.size(), TYPE, "must be a list of trend.started, trend.peaked, trend.ended");
    return book.create(caller.organization(), url, types.isEmpty() ? TYPES : types);
  }

  @GET
  @Path("/{webhook}")
  public Webhook one(@RestPath String webhook) {
    return book.one(caller.organization(), uuid(webhook));
  }

  @DELETE
  @Path("/{webhook}")
  public void delete(@RestPath String webhook) {
    book.delete(caller.organization(), uuid(webhook));
  }

  @GET
  @Path("/{webhook}/deliveries")
  public Webhook.Deliveries deliveries(@RestPath String webhook, @RestQuery @Nullable String state,
      @RestQuery @Nullable String limit) {
    if (state != null && !STATES.contains(state)) {
      throw new ProblemException(Problem.parameter("state", "must be one of pending, delivered, dead"));
    }
    return book.deliveries(caller.organization(), uuid(webhook), state,
        Parameter.count("limit", limit, USUAL_LIMIT, HIGHEST_LIMIT));
  }

  @POST
  @Path("/{webhook}/replay")
  @ResponseStatus(202)
  public Webhook.Replayed replayDead(@RestPath String webhook) {
    return book.replay(caller.organization(), uuid(webhook), null);
  }

  @POST
  @Path("/{webhook}/deliveries/{event}/replay")
  @ResponseStatus(202)
  public Webhook.Replayed replay(@RestPath String webhook, @RestPath String event) {
    return book.replay(caller.organization(), uuid(webhook), uuid(event));
  }

  private static UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException none) {
      throw new ProblemException(WebhookBook.unknown());
    }
  }
}
