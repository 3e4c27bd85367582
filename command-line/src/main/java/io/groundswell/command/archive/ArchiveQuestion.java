package io.groundswell.command.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.reach.Administration;
import io.groundswell.command.reach.MetricsReach;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What the commands of the archive have in common.
abstract class ArchiveQuestion implements Callable<Integer> {

  /// A large day takes its time to be read.
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final String COLUMNS = "%-10s  %-20s  %-9s  %12s  %14s  %-16s  %s%n";
  private static final int SHORT_SUM = 16;

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final MetricsReach metrics = new MetricsReach();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  /// Asks, and tells by an exit code what came of it.
  abstract int ask(Administration service, PrintWriter out) throws InterruptedException;

  @Override
  public final Integer call() throws InterruptedException {
    try (var service = new Administration(metrics.target(), "metrics-service", PATIENCE)) {
      var out = Objects.requireNonNull(spec).commandLine().getOut();
      int code = ask(service, out);
      out.flush();
      return code;
    }
  }

  final boolean isJson() {
    return json;
  }

  /// Whatever goes to people and not into a pipe.
  final PrintWriter err() {
    return Objects.requireNonNull(spec).commandLine().getErr();
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  final void tell(PrintWriter out, JsonNode listed) {
    if (json) {
      Administration.print(out, listed);
      return;
    }
    out.printf(Locale.ROOT, COLUMNS, "DAY", "TABLE", "STATE", "ROWS", "BYTES", "SHA-256", "FILE");
    for (var each : listed.path("partitions")) {
      var sum = each.path("sha256").asText("-");
      out.printf(Locale.ROOT, COLUMNS, each.path("day").asText(), each.path("table").asText(),
          each.path("state").asText(), each.path("rows").asText("-"), each.path("bytes").asText("-"),
          sum.substring(0, Math.min(SHORT_SUM, sum.length())), each.path("file").asText("-"));
      if (each.hasNonNull("restoredUntil")) {
        out.println("  is archived again after " + each.path("restoredUntil").asText());
      }
      if (each.hasNonNull("error")) {
        out.println("  does not get on: " + each.path("error").asText());
      }
    }
  }
}
