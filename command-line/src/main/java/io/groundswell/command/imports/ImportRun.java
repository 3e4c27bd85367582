package io.groundswell.command.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.mapping.Mapping;
import io.groundswell.command.reach.Reach;
import io.groundswell.command.send.Edge;
import io.groundswell.command.send.Patience;
import io.groundswell.command.source.Source;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A command's part in a job: plans what is not planned yet, and does chunks until none is left for it.
///
/// @param location of the source
/// @param workers chunks at a time
/// @param rejections where to write what was not taken, or null
/// @param memory a directory of this machine
record ImportRun(Reach.Target target, String location, int workers, @Nullable Path rejections, Path memory) {

  private static final long LOOK_MILLIS = 1_000;

  enum Plan {
    /// What is not planned yet.
    REST,
    /// That, and then what came or changed since everything was planned.
    ANEW,
    /// That, and then every row again.
    WHOLE
  }

  /// @return the job, as it stands when there is nothing left to do here
  JsonNode run(Jobs jobs, long id, Plan plan, Gauge gauge) throws InterruptedException {
    var job = jobs.find(id);
    var mapping = Mapping.of(job.path("mapping").toString(), "of import " + id);
    try (var berth = Berth.take(memory.resolve("imports"));
        var edge = new Edge(target.url(), target.key(), Patience.USUAL);
        var rejected = new Rejections(rejections);
        var source = Source.open(location, mapping.hints())) {
      Map<String, Mapping.Part> parts = mapping.against(source);
      var run = new Worker.Import(id, parts, jobs, edge, new Ranges(edge), rejected,
          Instant.parse(job.path("createdAt").asText()));
      var planner = new Planner(run, source, gauge::planned, gauge::tell);
      if (!job.path("planned").asBoolean()) {
        planner.plan();
      }
      // Also where that was the rest of a pass that was killed: what changed behind its back is found by the next only.
      switch (plan) {
        case REST -> {
          // That was it.
        }
        case ANEW -> planner.planAgain(false);
        case WHOLE -> planner.planAgain(true);
      }
      return work(run, berth, mapping, gauge);
    }
  }

  private JsonNode work(Worker.Import run, Berth berth, Mapping mapping, Gauge gauge) throws InterruptedException {
    var sources = new ArrayList<Source>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var underway = new ArrayList<Future<@Nullable Void>>();
      for (int number = 0; number < workers; number++) {
        var source = Source.open(location, mapping.hints());
        sources.add(source);
        underway.add(executor.submit(new Worker(berth.name() + "." + number, run, source)));
      }
      try {
        for (var each : underway) {
          await(each, run, gauge);
        }
      } finally {
        executor.shutdownNow();
      }
    } finally {
      sources.forEach(Source::close);
    }
    var job = run.jobs().find(run.id());
    gauge.show(job);
    return job;
  }

  private static void await(Future<@Nullable Void> worker, Worker.Import run, Gauge gauge) throws InterruptedException {
    while (true) {
      try {
        worker.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException stillAtWork) {
        gauge.show(run.jobs().find(run.id()));
      } catch (ExecutionException failed) {
        throw failed.getCause() instanceof RuntimeException cause ? cause
            : new CommandFailed("a worker failed: " + failed.getCause());
      }
    }
  }

}
