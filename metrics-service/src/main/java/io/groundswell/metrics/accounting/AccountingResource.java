package io.groundswell.metrics.accounting;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// What became of an organisation's events: by source (and by minute with `by=minute`), beside what the edge accepted.
/// The partitions of the topics carry the events of all organisations, so their counts are for keys with the scope
/// `admin`; everybody learns whether the books balance.
@Path("/v1/accounting")
@Requires(Scope.READ)
class AccountingResource {

  private static final Duration USUAL_RANGE = Duration.ofHours(24);
  private static final Duration LONGEST_BY_MINUTE = Duration.ofDays(7);

  private final ScopedReads reads;
  private final Caller caller;
  private final InstantSource clock;

  AccountingResource(ScopedReads reads, Caller caller, InstantSource clock) {
    this.reads = reads;
    this.caller = caller;
    this.clock = clock;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Account account(@RestQuery @Nullable String from, @RestQuery @Nullable String to,
      @RestQuery @Nullable String source, @RestQuery @Nullable String by) {
    var end = to == null ? clock.instant() : Parameter.time("to", to);
    var start = from == null ? end.minus(USUAL_RANGE) : Parameter.time("from", from);
    if (!start.isBefore(end)) {
      throw new ProblemException(Problem.parameter("from", "must be before to"));
    }
    boolean minutes = "minute".equals(by);
    if (by != null && !minutes && !by.equals("source")) {
      throw new ProblemException(Problem.parameter("by", "must be source or minute"));
    }
    if (minutes && Duration.between(start, end).compareTo(LONGEST_BY_MINUTE) > 0) {
      throw new ProblemException(Problem.parameter("from", "and to span at most 7 days by=minute"));
    }
    var access = caller.access();
    return reads.read(access.organization(), queries -> new AccountingReads(queries, access.organization())
        .account(start, end, source, minutes, access.allows(Scope.ADMIN)));
  }
}
