package io.groundswell.command.imports;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.mapping.Mapping;
import io.groundswell.command.source.Source;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `groundswell import start`.
@Command(name = "start", description = {
    "Bring a source's rows in, as events of the backfill lane.",
    "",
    "Safe to interrupt: 'import resume' goes on, from here or from another machine that sees the source. What came twice "
        + "counts once.",
    ""},
    footer = {"", "Example: groundswell import start history.csv --mapping history.json", "", Exit.EXPLAINED})
final class StartImport extends Running {

  @Option(names = "--mapping", paramLabel = "FILE",
      description = "How rows become events. Default: the one of the source's kind, which 'import mapping' prints.")
  private @Nullable Path mapping;

  @Option(names = "--name", paramLabel = "TEXT", description = "For people. Default: that of the source.")
  private @Nullable String name;

  @Option(names = "--priority", paramLabel = "1-1000", defaultValue = "100",
      description = "An import gives way to those of a higher priority (default: 100).")
  private int priority;

  @Option(names = "--events-per-second", paramLabel = "N", description = "No faster than this, all workers together.")
  private @Nullable Integer perSecond;

  @Option(names = "--only", paramLabel = "COLUMN=VALUE",
      description = "Rows of which the column has this value, and no others; COLUMN= for those where it has none.")
  private final Map<String, String> only = new LinkedHashMap<>();

  @Override
  protected long job(Jobs jobs, String location) throws InterruptedException {
    var kind = Source.kindOf(location);
    var shape = (mapping != null ? Mapping.read(mapping) : Mappings.usual(kind)).only(only);
    // Before anything is made: a mapping that does not fit is the commonest mistake.
    try (var source = Source.open(location, shape.hints())) {
      shape.against(source);
    }
    var wish = Jobs.object().put("name", name != null ? name : plain(location)).put("kind", kind)
        .put("priority", priority).put("eventsPerSecond", perSecond);
    wish.set("mapping", shape.tree());
    var job = jobs.create(wish);
    err().println("import " + job.path("id").asLong() + ": " + job.path("name").asText());
    err().flush();
    return job.path("id").asLong();
  }

  /// Without a login or a directory.
  private static String plain(String location) {
    var name = location.replaceFirst("[?].*", "");
    var last = name.substring(name.lastIndexOf('/') + 1);
    if (last.isEmpty()) {
      throw CommandFailed.badData(location + " names no database");
    }
    return last.substring(0, Math.min(200, last.length()));
  }

  @Override
  protected ImportRun.Plan plan() {
    return ImportRun.Plan.REST;
  }
}
