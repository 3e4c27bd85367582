package io.groundswell.proof.bench;

import io.groundswell.proof.faults.Scene;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What each process takes: time to ready, memory at rest and under load.
final class MemoryBench {

  private static final int LOAD = 5_000;

  private final Consumer<String> progress;

  MemoryBench(Consumer<String> progress) {
    this.progress = progress;
  }

  Section run() throws IOException {
    var rows = new ArrayList<List<String>>();
    long began = System.nanoTime();
    try (var sandbox = Sandbox.start(SandboxOptions.ephemeral(), Progress.SILENT)) {
      double upSeconds = (System.nanoTime() - began) / 1e9;
      var instance = sandbox.instance();
      var resting = new ArrayList<Long>();
      instance.services().values().forEach(service -> resting.add(Machine.residentMegabytes(service.pid())));
      progress.accept("up after " + Section.number(upSeconds) + " s; sending");
      var place = Scene.whereabouts(instance);
      new Load(place.ingest(), "/v1/events", place.key(), 100, 16, InstantSource.system().instant(), LOAD)
          .run(Duration.ZERO, Duration.ofSeconds(20));
      int i = 0;
      for (var service : instance.services().entrySet()) {
        long pid = service.getValue().pid();
        rows.add(List.of(service.getKey(), String.valueOf(service.getValue().readyAfterMillis()),
            resting.get(i++).toString(),
            Long.toString(Machine.residentMegabytes(pid)), Long.toString(Machine.peakMegabytes(pid))));
      }
      instance.processes()
          .forEach((name, process) -> rows.add(List.of(name, String.valueOf(process.readyAfterMillis()), "–",
              Long.toString(Machine.residentMegabytes(process.pid())),
              Long.toString(Machine.peakMegabytes(process.pid())))));
      return new Section("Processes",
          List.of("process", "ready after ms", "resident MiB at rest", "under load", "peak"), rows,
          List.of("Everything was ready " + Section.number(upSeconds)
              + " s after the start, all three services starting at once. "
              + "Load: " + LOAD + " events/s for 20 s."));
    }
  }
}
