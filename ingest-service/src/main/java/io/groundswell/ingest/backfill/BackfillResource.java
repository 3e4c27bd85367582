package io.groundswell.ingest.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.contract.Rfc3339;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.Future;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// `POST /v1/backfills`: what history will come. Answered once events of the range are taken.
@Path("/v1/backfills")
@Requires(Scope.BACKFILL)
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class BackfillResource {

  private static final Logger LOG = Logger.getLogger(BackfillResource.class);
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Duration AHEAD = Duration.ofDays(1);
  private static final String RETRY_AFTER_SECONDS = "5";

  private final RangeBook book;
  private final BackfillConfig config;
  private final Caller caller;
  private final InstantSource clock;

  BackfillResource(RangeBook book, BackfillConfig config, Caller caller, InstantSource clock) {
    this.book = book;
    this.config = config;
    this.caller = caller;
    this.clock = clock;
  }

  /// @param state `ready`: the partitions stand
  public record Declared(UUID id, Instant from, Instant to, String state) {
  }

  @POST
  public Response declare(@Nullable JsonNode body) throws InterruptedException {
    var range = range(body);
    long until = System.nanoTime() + config.patience().toNanos();
    try {
      var id = await(book.declare(caller.organization(), range), until);
      while (!await(book.since(System.nanoTime()), until).ids().contains(id)) {
        if (System.nanoTime() > until) {
          return later("the partitions of the range are not ready yet");
        }
        Thread.sleep(config.lookEvery());
      }
      return Response.status(Response.Status.CREATED).entity(new Declared(id, range.from(), range.to(), "ready"))
          .build();
    } catch (TimeoutException late) {
      return later("the partitions of the range are not ready yet");
    } catch (ExecutionException away) {
      LOG.warnf("a backfill cannot be declared: %s", away.getMessage());
      return later("the database does not answer, or knows no partitions yet");
    }
  }

  private ReadyRanges.Range range(@Nullable JsonNode body) {
    var from = instant(body, "from");
    var to = instant(body, "to");
    if (!from.isBefore(to)) {
      throw new ProblemException(Problem.parameter("to", "must lie after from"));
    }
    if (from.isBefore(EARLIEST)) {
      throw new ProblemException(Problem.parameter("from", "must not lie before " + EARLIEST));
    }
    if (to.isAfter(clock.instant().plus(AHEAD))) {
      throw new ProblemException(Problem.parameter("to", "must not lie in the future"));
    }
    if (Duration.between(from, to).compareTo(config.longestRange()) > 0) {
      throw new ProblemException(Problem.parameter("to", "must lie at most " + config.longestRange().toDays()
          + " days after from; declare longer histories in pieces"));
    }
    return new ReadyRanges.Range(from, to);
  }

  private static Instant instant(@Nullable JsonNode body, String name) {
    var value = body == null ? null : body.get(name);
    var instant = value == null || !value.isTextual() ? null : Rfc3339.find(value.textValue());
    if (instant == null) {
      throw new ProblemException(Problem.parameter(name, "must be an RFC 3339 timestamp with an offset"));
    }
    return instant;
  }

  private static <T> T await(Future<T> future, long until)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture()
        .get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  private static Response later(String detail) {
    var problem = Problem.of(503, "partitions_not_ready", "The range is not ready", detail + "; send again");
    return Response.status(problem.status()).header("Retry-After", RETRY_AFTER_SECONDS).type(Problem.MEDIA_TYPE)
        .entity(problem.toJson()).build();
  }
}
