package io.groundswell.metrics.quarantine;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// The records that were set aside: list, look, replay, discard. A key with the scope `admin` also sees those that do
/// not say whose they are, without their payload; nobody can change them, for they may be anybody's.
@Path("/v1/quarantine")
@Produces(MediaType.APPLICATION_JSON)
class QuarantineResource {

  private final QuarantineReads reads;
  private final QuarantineChanges changes;
  private final QuarantineOutbox outbox;
  private final Caller caller;

  QuarantineResource(QuarantineReads reads, QuarantineChanges changes, QuarantineOutbox outbox, Caller caller) {
    this.reads = reads;
    this.changes = changes;
    this.outbox = outbox;
    this.caller = caller;
  }

  @GET
  @Requires(Scope.READ)
  @RunOnVirtualThread
  public Held.Page list(@RestQuery @Nullable String from, @RestQuery @Nullable String to,
      @RestQuery @Nullable String reason, @RestQuery @Nullable String state, @RestQuery @Nullable String lane,
      @RestQuery @Nullable String cursor, @RestQuery @Nullable String limit) {
    var question = QuarantineQuestion.of(from, to, reason, state, lane, cursor, limit);
    var access = caller.access();
    return access.allows(Scope.ADMIN) ? reads.withNobodys(access.organization(), question)
        : reads.own(access.organization(), question);
  }

  @GET
  @Path("/{id}")
  @Requires(Scope.READ)
  @RunOnVirtualThread
  public Held.Look look(@RestPath String id) {
    var access = caller.access();
    var wanted = id(id);
    var found = reads.find(access.organization(), wanted);
    if (found.isEmpty() && access.allows(Scope.ADMIN)) {
      found = reads.findNobodys(wanted);
    }
    return found.orElseThrow(QuarantineResource::unknown);
  }

  /// Taken: the record is `replaying` until the event has been read from the topic again.
  @POST
  @Path("/{id}/replay")
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(Scope.ADMIN)
  @ResponseStatus(202)
  @RunOnVirtualThread
  public Held replay(@RestPath String id, byte[] body) {
    var replaying = changes.replay(caller.access(), id(id), Replacement.Wish.of(body));
    outbox.wake();
    return replaying;
  }

  @POST
  @Path("/{id}/discard")
  @Consumes(MediaType.APPLICATION_JSON)
  @Requires(Scope.ADMIN)
  @RunOnVirtualThread
  public Held discard(@RestPath String id, byte[] body) {
    var wish = Replacement.Wish.of(body);
    if (wish.patch() != null || wish.event() != null) {
      throw new ProblemException(Problem.parameter("body", "may hold reason and nothing else"));
    }
    if (wish.reason().isEmpty()) {
      throw new ProblemException(Problem.parameter("reason", "must say why: it is all that will be known of it"));
    }
    return changes.discard(caller.access(), id(id), wish.reason());
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException noId) {
      throw unknown();
    }
  }

  /// The same for what is not there and for what is another's.
  static ProblemException unknown() {
    return new ProblemException(Problem.of(404, "unknown_record", "No such record in the quarantine",
        "the organisation of this key has no record of this id"));
  }
}
