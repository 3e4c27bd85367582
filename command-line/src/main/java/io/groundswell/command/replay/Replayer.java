package io.groundswell.command.replay;

import io.groundswell.command.send.Edge;
import io.groundswell.contract.Lane;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Sends surveyed files: the subjects side by side, each in its own order.
///
/// @param batch events a request
record Replayer(Edge edge, Script script, int batch) {

  /// Requests open at a time. More do not help: the edge answers when the broker has written them.
  private static final int IN_FLIGHT = 16;

  /// Sends everything that the checkpoint does not know as answered, and clears the checkpoint at the end.
  Ledger.Totals replay(Survey survey, Checkpoint checkpoint, Display display) throws InterruptedException {
    if (script.lane() == Lane.BACKFILL) {
      for (var range : survey.ranges()) {
        edge.declare(range.from(), range.to());
      }
    }
    var ledger = new Ledger();
    var run = new Journey.Run(script, survey.firstAfter(checkpoint), edge, checkpoint, ledger, display, batch,
        System.nanoTime(),
        new Semaphore(IN_FLIGHT));
    var bySubject = survey.rows().keySet().stream()
        .collect(Collectors.groupingBy(SeriesFile::subject, LinkedHashMap::new, Collectors.toList()));
    travel(bySubject.values().stream().map(files -> new Journey(files, run)).toList());
    checkpoint.clear();
    return ledger.totals();
  }

  private static void travel(List<Journey> journeys) throws InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var completion = new ExecutorCompletionService<@Nullable Void>(executor);
      journeys.forEach(completion::submit);
      try {
        for (int i = 0; i < journeys.size(); i++) {
          completion.take().get();
        }
      } catch (ExecutionException failed) {
        executor.shutdownNow();
        if (failed.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(failed.getCause());
      } catch (InterruptedException stopped) {
        executor.shutdownNow();
        throw stopped;
      }
    }
  }
}
