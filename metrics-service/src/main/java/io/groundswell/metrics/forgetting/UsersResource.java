package io.groundswell.metrics.forgetting;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/// Persons, of whom nothing can be asked but that they be forgotten. The answers are the same whether a person was
/// known or not.
@Path("/v1/users/{userId}")
@Produces(MediaType.APPLICATION_JSON)
@Requires(Scope.ADMIN)
class UsersResource {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LONGEST_ID = 1_024;

  private static final String ORDER = """
      INSERT INTO analytics.forgetting (organization_id, person_hash, user_id, requested_by) VALUES ($1, $2, $3, $4)
      ON CONFLICT (organization_id, person_hash) WHERE state <> 'done' DO NOTHING""";

  private static final String LATEST = """
      SELECT {columns} FROM analytics.forgetting WHERE organization_id = $1 AND person_hash = $2
      ORDER BY requested_at DESC LIMIT 1""".replace("{columns}", Forgetting.COLUMNS);

  private final ServiceTransactions service;
  private final PersonHash hash;
  private final Eraser eraser;
  private final Caller caller;

  UsersResource(ServiceTransactions service, PersonHash hash, Eraser eraser, Caller caller) {
    this.service = service;
    this.hash = hash;
    this.eraser = eraser;
    this.caller = caller;
  }

  /// Taken; while the order is open, the same again finds it instead of adding one.
  @DELETE
  @ResponseStatus(202)
  @RunOnVirtualThread
  public Forgetting forget(@RestPath String userId) {
    var access = caller.access();
    var hashed = hash(access.organization(), userId);
    var ordered = service.run(PATIENCE, statements -> {
      statements.run(ORDER, Tuple.of(access.organization(), hashed, userId, access.keyId()));
      return Forgetting.from(statements.run(LATEST, Tuple.of(access.organization(), hashed)).iterator().next());
    });
    eraser.wake();
    return ordered;
  }

  /// The latest order, and what became of it.
  @GET
  @Path("/forgetting")
  @RunOnVirtualThread
  public Forgetting forgetting(@RestPath String userId) {
    int organization = caller.organization();
    var hashed = hash(organization, userId);
    var rows = service.run(PATIENCE, statements -> statements.run(LATEST, Tuple.of(organization, hashed))).iterator();
    if (!rows.hasNext()) {
      throw new ProblemException(Problem.of(404, "unknown_forgetting", "No such order",
          "nobody asked to forget a user of this id"));
    }
    return Forgetting.from(rows.next());
  }

  private Buffer hash(int organization, String userId) {
    if (userId.isEmpty() || userId.length() > LONGEST_ID || userId.indexOf(0) >= 0) {
      throw new ProblemException(Problem.parameter("userId", "must have 1 to " + LONGEST_ID + " characters"));
    }
    return Buffer.buffer(hash.of(organization, userId).array());
  }
}
