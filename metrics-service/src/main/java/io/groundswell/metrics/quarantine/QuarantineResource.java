package io.groundswell.metrics.quarantine;

import io.groundswell.contract.Rfc3339;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// The latest records that were set aside. A key with the scope `admin` also gets their payload, and sees those that do not
/// say whose they are; of these never the payload, for it may be anybody's.
@Path("/v1/quarantine")
@Requires(Scope.READ)
class QuarantineResource {

  private static final int USUAL_LIMIT = 100;
  private static final int HIGHEST_LIMIT = 1_000;

  private final ScopedReads reads;
  private final QuarantineReads operator;
  private final Caller caller;
  private final InstantSource clock;

  QuarantineResource(ScopedReads reads, QuarantineReads operator, Caller caller, InstantSource clock) {
    this.reads = reads;
    this.operator = operator;
    this.caller = caller;
    this.clock = clock;
  }

  /// @param records latest first
  record Listing(List<QuarantineReads.Listed> records) {
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Listing latest(@RestQuery @Nullable Integer limit, @RestQuery @Nullable String before) {
    int most = limit == null ? USUAL_LIMIT : limit;
    if (most < 1 || most > HIGHEST_LIMIT) {
      throw new ProblemException(Problem.parameter("limit", "must be 1 to " + HIGHEST_LIMIT));
    }
    var until = before == null ? clock.instant().plusSeconds(60) : instant(before);
    var access = caller.access();
    return new Listing(access.allows(Scope.ADMIN) ? operator.all(access.organization(), until, most)
        : reads.read(access.organization(),
            queries -> QuarantineReads.own(queries, access.organization(), until, most)));
  }

  private static Instant instant(String text) {
    var instant = Rfc3339.find(text);
    if (instant == null) {
      throw new ProblemException(
          Problem.parameter("before", "must be a time of RFC 3339, such as 2026-11-20T17:00:00Z"));
    }
    return instant;
  }
}
