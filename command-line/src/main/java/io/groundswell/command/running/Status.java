package io.groundswell.command.running;

import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.DataDirectory;
import io.groundswell.sandbox.Instance;
import io.groundswell.sandbox.Instance.ServiceState;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `groundswell status`.
@Command(name = "status", description = "What runs, where, and whether it is ready.",
    footer = {"", "Exit code 0 means that everything is ready, 1 that something is not, 69 that nothing runs."})
public final class Status implements Callable<Integer> {

  private static final String COLUMNS = "%-10s %-26s %8s  %s%n";

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final DataDirectory dataDirectory = new DataDirectory();

  @Option(names = "--json",
      description = "As JSON: {services: {ingest: {url, pid, ready, notice}, metrics, trend}, key, keyFile, kafka, postgres, "
          + "dataDir}. Contains secrets.")
  private boolean json;

  @Override
  public Integer call() {
    var instance = dataDirectory.instance().probe();
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    if (json) {
      out.println(instance.json());
    } else {
      print(instance, out);
    }
    out.flush();
    return instance.services().values().stream().allMatch(ServiceState::ready) ? Exit.OK : Exit.FAILED;
  }

  private static void print(Instance instance, PrintWriter out) {
    out.printf(Locale.ROOT, COLUMNS, "", "WHERE", "PROCESS", "");
    instance.services().forEach((name, state) -> out.printf(Locale.ROOT, COLUMNS, name, state.url(), state.pid(),
        standing(state)));
    out.printf(Locale.ROOT, COLUMNS, "kafka", instance.kafka(), pid(instance, "broker"), "");
    out.printf(Locale.ROOT, COLUMNS, "postgres", instance.postgres().replaceFirst("//[^@]*@", "//"),
        pid(instance, "postmaster"), "");
    if (instance.services().values().stream().anyMatch(Status::hasStalled)) {
      out.printf(Locale.ROOT,
          "%nA partition stands still, and nothing of it is stored until somebody decides: 'groundswell offsets show' "
              + "says where,%nand whether 'groundswell offsets skip' or 'groundswell offsets restart' goes on.%n");
    }
    out.printf(Locale.ROOT, "%nAPI key in %s%nData in    %s%n", instance.keyFile(), instance.dataDir());
  }

  private static String standing(ServiceState state) {
    var notice = state.notice();
    return state.ready() ? notice == null ? "ready" : "ready, but " + notice
        : notice == null ? "not ready" : "not ready: " + notice;
  }

  private static boolean hasStalled(ServiceState state) {
    var notice = state.notice();
    return notice != null && notice.contains("stalled");
  }

  private static String pid(Instance instance, String name) {
    var process = instance.processes().get(name);
    return process == null ? "-" : Long.toString(process.pid());
  }
}
