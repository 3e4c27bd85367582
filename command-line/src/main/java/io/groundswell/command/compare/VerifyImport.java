package io.groundswell.command.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.mapping.Mapping;
import io.groundswell.command.reach.Administration;
import io.groundswell.command.reach.Reach;
import io.groundswell.command.source.Source;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `groundswell import verify`.
@Command(name = "verify", description = {
    "Compare a source with what was imported of it: how many, and a checksum for each event.",
    "",
    "Rows that do not fit the mapping are counted apart; of a row that changed since, earlier versions are superseded.",
    ""},
    footer = {"", Exit.EXPLAINED})
public final class VerifyImport implements Callable<Integer> {

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final Reach reach = new Reach();

  @Option(names = "--metrics-url", paramLabel = "URL",
      description = "Address of metrics-service, beside --url, for instance http://localhost:8082.")
  private @Nullable URI metricsUrl;

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  @Parameters(index = "0", paramLabel = "SOURCE", description = "As for 'import start'.")
  private String location = "";

  @Parameters(index = "1", paramLabel = "IMPORT", description = "Its number.")
  private long id;

  @Override
  public Integer call() throws InterruptedException {
    var ingest = reach.ingest();
    var metrics = metricsUrl != null ? metricsUrl : reach.metrics();
    if (metrics == null) {
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "--url needs --metrics-url beside it");
    }
    try (var administration = new Administration(ingest);
        var stored = new StoredEvents(new Reach.Target(metrics, ingest.key()))) {
      var job = administration.ask("GET", "/v1/imports/" + id, null);
      var mapping = Mapping.of(job.path("mapping").toString(), "of import " + id);
      try (var source = Source.open(location, mapping.hints())) {
        var report = new Comparison(source, mapping, stored, job).run();
        tell(report);
        return report.path("equal").asBoolean() ? Exit.OK : Exit.FAILED;
      }
    }
  }

  private void tell(JsonNode report) {
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    if (json) {
      Administration.print(out, report);
      return;
    }
    out.printf(Locale.ROOT, "source: %,d rows, %,d events, %,d rows that do not fit%n", report.path("rows").asLong(),
        report.path("events").asLong(), report.path("unfit").asLong());
    out.printf(Locale.ROOT, "stored: %,d events, %,d of them superseded%n", report.path("stored").asLong(),
        report.path("superseded").asLong());
    out.printf(Locale.ROOT, "missing %,d, different %,d, not in the source %,d%n", report.path("missing").asLong(),
        report.path("different").asLong(), report.path("extra").asLong());
    report.path("differences").forEach(each -> out.println(each.path("what").asText() + "  " + each.path("id").asText()
        + "  " + each.path("time").asText()));
    out.flush();
  }
}
