package io.groundswell.ingest.limits;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.connection.ConnectionConfig;
import io.groundswell.ingest.census.CensusConfig;
import io.groundswell.ingest.door.DoorConfig;
import io.groundswell.ingest.intake.IntakeConfig;
import io.groundswell.ingest.lines.LinesConfig;
import io.groundswell.ingest.publish.PublishConfig;
import io.groundswell.ingest.quota.QuotaConfig;
import io.groundswell.ingest.quota.Quotas;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// `GET /v1/limits`: what is taken, with the values in force, those of the asking key included.
@Path("/v1/limits")
@Requires(Scope.WRITE)
@Produces(MediaType.APPLICATION_JSON)
class LimitsResource {

  private final Caller caller;
  private final Quotas quotas;
  private final DoorConfig door;
  private final IntakeConfig intake;
  private final LinesConfig lines;
  private final PublishConfig publish;
  private final CensusConfig census;
  private final QuotaConfig quota;
  private final ConnectionConfig connection;
  private final VertxHttpConfig http;

  LimitsResource(Caller caller, Quotas quotas, DoorConfig door, IntakeConfig intake, LinesConfig lines,
      CensusConfig census, QuotaConfig quota, PublishConfig publish, ConnectionConfig connection,
      VertxHttpConfig http) {
    this.caller = caller;
    this.quotas = quotas;
    this.door = door;
    this.intake = intake;
    this.lines = lines;
    this.publish = publish;
    this.census = census;
    this.quota = quota;
    this.connection = connection;
    this.http = http;
  }

  @GET
  @NonBlocking
  public Limits limits() {
    return Limits.of(door, intake, lines, census, quota, publish, connection,
        quotas.of(caller.access()).allowance(),
        http.limits().maxConnections().orElse(0));
  }
}
