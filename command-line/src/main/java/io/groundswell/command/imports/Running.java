package io.groundswell.command.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import io.groundswell.command.reach.Reach;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What the commands that work on a job have in common.
abstract class Running implements Callable<Integer> {

  private static final int MOST_WORKERS = 32;

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final Reach reach = new Reach();

  @Option(names = "--workers", defaultValue = "4", paramLabel = "N",
      description = "Chunks at a time, from here; others may help from elsewhere by resume (default: 4).")
  private int workers;

  @Option(names = "--rejections", paramLabel = "FILE",
      description = "Append what was not taken, and why, to this file.")
  private @Nullable Path rejections;

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  @Parameters(index = "0", paramLabel = "SOURCE",
      description = "A file (.csv .tsv .ndjson .jsonl .parquet .db .sqlite) or a "
          + "database (postgresql://user:password@host/database), as seen from here.")
  private String source = "";

  /// Makes or finds the job.
  ///
  /// @return its id
  protected abstract long job(Jobs jobs, String location) throws InterruptedException;

  protected abstract ImportRun.Plan plan();

  @Override
  public final Integer call() throws InterruptedException {
    if (workers < 1 || workers > MOST_WORKERS) {
      throw wrong("--workers is a number from 1 to " + MOST_WORKERS);
    }
    var target = reach.ingest();
    try (var jobs = new Jobs(target)) {
      long id = job(jobs, source);
      var gauge = new Gauge(err());
      var ended = new ImportRun(target, source, workers, rejections, reach.memory()).run(jobs, id, plan(), gauge);
      tell(ended);
      return exit(ended);
    }
  }

  private void tell(JsonNode job) {
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    if (json) {
      Administration.print(out, job);
      return;
    }
    out.printf(Locale.ROOT, "import %d is %s: %,d rows, %,d events accepted, %,d rejected%n", job.path("id").asLong(),
        job.path("status").asText(), job.path("done").asLong(), job.path("accepted").asLong(),
        job.path("rejected").asLong());
    out.flush();
  }

  private static int exit(JsonNode job) {
    return switch (job.path("status").asText()) {
      case "completed" -> job.path("rejected").asLong() == 0 ? Exit.OK : Exit.FAILED;
      case "failed" ->
          throw new CommandFailed(job.path("error").asText() + "; mend it and run 'groundswell import resume SOURCE "
              + job.path("id").asLong() + "'");
      default -> Exit.FAILED;
    };
  }

  protected final PrintWriter err() {
    return Objects.requireNonNull(spec).commandLine().getErr();
  }

  protected final ParameterException wrong(String rule) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), rule);
  }
}
