package io.groundswell.ingest.access;

import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;

/// Looks at and changes the affairs of one organisation, as a role that owns nothing and to which row-level security
/// shows that organisation alone: a statement that forgot to name it could still not touch another's.
@ApplicationScoped
public class Stewardship {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String STEP_DOWN = """
      SELECT set_config('role', 'groundswell_steward', true), set_config('app.organization', $1, true)""";

  private final ServiceTransactions service;

  Stewardship(ServiceTransactions service) {
    this.service = service;
  }

  /// One transaction. Blocks: call it on a virtual thread.
  public <T> T of(int organization, Function<Statements, T> work) {
    return service.run(PATIENCE, statements -> {
      stepDown(statements, organization);
      return work.apply(statements);
    });
  }

  /// One transaction that begins above all organisations, for who runs the system.
  public <T> T ofTheSystem(Function<Statements, T> work) {
    return service.run(PATIENCE, work);
  }

  /// For the rest of the transaction.
  public static void stepDown(Statements statements, int organization) {
    statements.run(STEP_DOWN, Tuple.of(Integer.toString(organization)));
  }
}
