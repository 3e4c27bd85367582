package io.groundswell.command.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import io.groundswell.command.reach.Reach;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// `/v1/imports`, asked with patience: while the service or its database starts anew, nothing is lost by waiting. Any
/// number of threads.
final class Jobs implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long PAUSE_MILLIS = 500;

  private final Administration service;

  Jobs(Reach.Target ingest) {
    service = new Administration(ingest);
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  JsonNode create(ObjectNode wish) throws InterruptedException {
    return service.ask("POST", "/v1/imports", wish);
  }

  JsonNode list() throws InterruptedException {
    return service.ask("GET", "/v1/imports", null);
  }

  JsonNode find(long job) throws InterruptedException {
    return persist("GET", path(job), null);
  }

  JsonNode change(long job, ObjectNode change) throws InterruptedException {
    return persist("PATCH", path(job), change);
  }

  JsonNode chunks(long job, String query) throws InterruptedException {
    return persist("GET", path(job) + "/chunks" + query, null);
  }

  JsonNode plan(long job, ObjectNode chunks) throws InterruptedException {
    return persist("POST", path(job) + "/chunks", chunks);
  }

  JsonNode claim(long job, String worker) throws InterruptedException {
    return persist("POST", path(job) + "/claim", object().put("worker", worker));
  }

  JsonNode report(long job, int chunk, ObjectNode report) throws InterruptedException {
    return persist("PUT", path(job) + "/chunks/" + chunk, report);
  }

  private static String path(long job) {
    return "/v1/imports/" + job;
  }

  private JsonNode persist(String method, String path, @Nullable JsonNode body) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return service.ask(method, path, body);
      } catch (CommandFailed away) {
        if (away.exitCode() != Exit.UNAVAILABLE || System.nanoTime() > until) {
          throw away;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
  }

  @Override
  public void close() {
    service.close();
  }
}
