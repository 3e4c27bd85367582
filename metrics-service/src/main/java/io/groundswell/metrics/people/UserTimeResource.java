package io.groundswell.metrics.people;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestPath;

/// The time of one person, for who knows their id.
@Path("/v1/users/{userId}/time")
@Requires(Scope.READ)
class UserTimeResource {

  private static final int LONGEST_ID = 1_024;

  private static final String ONE = """
      SELECT {columns} FROM analytics.person AS p
      JOIN analytics.user_temporal_metrics AS t ON t.organization_id = p.organization_id AND t.user_id = p.id
      WHERE p.organization_id = $1 AND p.external_id = $2""".replace("{columns}", UserTime.COLUMNS);

  private final ScopedReads reads;
  private final Caller caller;

  UserTimeResource(ScopedReads reads, Caller caller) {
    this.reads = reads;
    this.caller = caller;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public UserTime time(@RestPath String userId) {
    if (userId.isEmpty() || userId.length() > LONGEST_ID || userId.indexOf(0) >= 0) {
      throw new ProblemException(Problem.parameter("userId", "must have 1 to " + LONGEST_ID + " characters"));
    }
    int organization = caller.organization();
    var rows = reads.read(organization, queries -> queries.run(ONE, Tuple.of(organization, userId))).iterator();
    if (!rows.hasNext()) {
      throw new ProblemException(Problem.of(404, "unknown_user", "No such user",
          "no event of a user of this id told of sessions or engagements"));
    }
    return UserTime.from(rows.next());
  }
}
