package io.groundswell.ingest.imports;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `/v1/imports`: jobs, and their chunks for workers. With the key that sends their events.
@Path("/v1/imports")
@Requires(Scope.BACKFILL)
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
class ImportsResource {

  private final ImportBook jobs;
  private final ChunkBook chunks;
  private final Caller caller;
  private final InstantSource clock;

  ImportsResource(ImportBook jobs, ChunkBook chunks, Caller caller, InstantSource clock) {
    this.jobs = jobs;
    this.chunks = chunks;
    this.caller = caller;
    this.clock = clock;
  }

  @GET
  public ImportJob.Listing list() {
    return new ImportJob.Listing(jobs.list(caller.organization()));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  public ImportJob create(byte[] body) {
    return jobs.create(caller.organization(), ImportJob.Wish.of(body));
  }

  @GET
  @Path("/{import}")
  public ImportJob look(@RestPath("import") String id) {
    return jobs.find(caller.organization(), number(id));
  }

  @PATCH
  @Path("/{import}")
  @Consumes(MediaType.APPLICATION_JSON)
  public ImportJob change(@RestPath("import") String id, byte[] body) {
    return jobs.change(caller.organization(), number(id), ImportJob.Change.of(body, clock.instant()));
  }

  @GET
  @Path("/{import}/chunks")
  public Chunk.Listing chunks(@RestPath("import") String id, @RestQuery @Nullable String status,
      @RestQuery @Nullable String from) {
    if (status != null && !status.matches("pending|processing|completed|failed")) {
      throw new ProblemException(Problem.parameter("status", "must be pending, processing, completed or failed"));
    }
    if (from != null && !from.matches("[0-9]{1,9}")) {
      throw new ProblemException(Problem.parameter("from", "must be the index of a chunk"));
    }
    return new Chunk.Listing(
        chunks.list(caller.organization(), number(id), status, from == null ? 0 : Integer.parseInt(from)));
  }

  @POST
  @Path("/{import}/chunks")
  @Consumes(MediaType.APPLICATION_JSON)
  public ImportJob plan(@RestPath("import") String id, byte[] body) {
    return chunks.add(caller.organization(), number(id), Chunk.Plan.of(body));
  }

  @POST
  @Path("/{import}/claim")
  @Consumes(MediaType.APPLICATION_JSON)
  public Chunk.Turn claim(@RestPath("import") String id, byte[] body) {
    return chunks.claim(caller.organization(), number(id), Chunk.Worker.of(body));
  }

  @PUT
  @Path("/{import}/chunks/{chunk}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Chunk.Turn report(@RestPath("import") String id, @RestPath String chunk, byte[] body) {
    return chunks.report(caller.organization(), number(id), (int) Math.min(number(chunk), Integer.MAX_VALUE),
        Chunk.Report.of(body));
  }

  /// No import has the number -1, so what is no number is as if it were not there.
  private static long number(String id) {
    return id.matches("[0-9]{1,18}") ? Long.parseLong(id) : -1;
  }
}
