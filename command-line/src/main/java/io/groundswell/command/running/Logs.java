package io.groundswell.command.running;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.DataDirectory;
import io.groundswell.sandbox.child.LogLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `groundswell logs`.
@Command(name = "logs", description = "The logs of an instance, also after its end.", footer = {"", Exit.EXPLAINED})
public final class Logs implements Callable<Integer> {

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final String SUPERVISOR = "supervisor";

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final DataDirectory dataDirectory = new DataDirectory();

  @Parameters(arity = "0..1", paramLabel = "SERVICE",
      description = "ingest, metrics, trend, broker, database or supervisor. Default: all, each line with its name.")
  private @Nullable String service;

  @Option(names = {"-f", "--follow"}, description = "Go on as they grow, until Ctrl-C.")
  private boolean follow;

  @Option(names = {"-n", "--lines"}, defaultValue = "100", paramLabel = "N",
      description = "At most so many lines of each from before (default: 100).")
  private int most;

  @Option(names = "--json", description = "The lines as they were written: the services write JSON, one object a line.")
  private boolean asWritten;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (most < 0) {
      throw new ParameterException(commandSpec().commandLine(), "--lines is 0 or more");
    }
    var directory = dataDirectory.path().resolve("logs");
    var tails = open(directory);
    try {
      for (var tail : tails.entrySet()) {
        var lines = tail.getValue().lines();
        print(tail.getKey(), lines.subList(Math.max(0, lines.size() - most), lines.size()));
      }
      while (follow) {
        Thread.sleep(LOOK_EVERY);
        for (var tail : tails.entrySet()) {
          print(tail.getKey(), tail.getValue().lines());
        }
      }
      return Exit.OK;
    } finally {
      for (var tail : tails.values()) {
        tail.close();
      }
    }
  }

  private Map<String, Tail> open(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw CommandFailed.unavailable("there are no logs in " + dataDirectory.path()
          + ": nothing has run there. Name another instance by --data-dir");
    }
    var logs = new LinkedHashMap<String, Tail>();
    try (var files = Files.list(directory)) {
      for (var file : files.filter(path -> path.toString().endsWith(".log")).sorted().toList()) {
        var name = file.getFileName().toString();
        logs.put(name.substring(0, name.length() - ".log".length()), new Tail(file, Tail.From.NEAR_END));
      }
    }
    var supervisor = Detached.logBeside(dataDirectory.path());
    if (!logs.containsKey(SUPERVISOR) && Files.exists(supervisor)) {
      logs.put(SUPERVISOR, new Tail(supervisor, Tail.From.NEAR_END));
    }
    if (service != null) {
      var known = logs.keySet().stream().collect(Collectors.joining(", "));
      logs.keySet().removeIf(name -> !name.equals(service));
      if (logs.isEmpty()) {
        throw new ParameterException(commandSpec().commandLine(),
            "there is no log of " + service + "; there are " + known);
      }
    }
    return logs;
  }

  private void print(String name, List<String> lines) {
    PrintWriter out = commandSpec().commandLine().getOut();
    for (var written : lines) {
      var line = asWritten ? written : LogLine.readable(written);
      out.println(service == null ? String.format(Locale.ROOT, "%-10s | %s", name, line) : line);
    }
    out.flush();
    if (out.checkError()) {
      throw new CommandFailed("nobody reads the output any more");
    }
  }

  private CommandSpec commandSpec() {
    return Objects.requireNonNull(spec);
  }
}
