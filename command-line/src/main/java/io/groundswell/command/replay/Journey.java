package io.groundswell.command.replay;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.send.Edge;
import io.groundswell.command.send.Envelope;
import io.groundswell.command.send.Observation;
import io.groundswell.command.series.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// One subject's files, sent one batch after the other: the next leaves when the last is answered, so that the
/// subject's order is kept whatever has to be sent again.
final class Journey implements Callable<@Nullable Void> {

  private static final Envelope ENVELOPE = new Envelope(Script.SOURCE);

  private final List<SeriesFile> files;
  private final Run run;

  /// What all journeys of a replay share.
  ///
  /// @param first the earliest timestamp of what is to be sent: it is due at once, also where an interrupted replay
  /// goes on
  /// @param startedAt `System.nanoTime()` at the start of the replay
  /// @param inFlight a permit for each request that may be open at a time
  record Run(Script script, Instant first, Edge edge, Checkpoint checkpoint, Ledger ledger, Display display,
      int batch, long startedAt, Semaphore inFlight) {
  }

  Journey(List<SeriesFile> files, Run run) {
    this.files = List.copyOf(files);
    this.run = run;
  }

  @Override
  public @Nullable Void call() throws InterruptedException {
    for (var file : files) {
      travel(file);
    }
    return null;
  }

  private void travel(SeriesFile file) throws InterruptedException {
    var reached = run.checkpoint().reached(file);
    run.ledger().add(reached);
    run.display().advance(reached.answered());
    var batch = new ArrayList<Observation>(run.batch());
    try (var rows = file.open()) {
      for (var row = rows.next(); row != null; row = rows.next()) {
        if (row.number() <= reached.answered()) {
          continue;
        }
        var early = early(row);
        if (batch.size() == run.batch() || (early.isPositive() && !batch.isEmpty())) {
          reached = send(file, batch, reached);
          early = early(row);
        }
        if (early.isPositive()) {
          Thread.sleep(early);
        }
        batch.add(run.script().event(file.subject(), row));
      }
    }
    if (!batch.isEmpty()) {
      send(file, batch, reached);
    }
  }

  /// How long before its time a row is; zero or less where it is due.
  private Duration early(Row row) {
    return switch (run.script().pace()) {
      case Pace.Unbounded() -> Duration.ZERO;
      case Pace.Accelerated pace -> pace.due(run.first(), row.time())
          .minusNanos(System.nanoTime() - run.startedAt());
    };
  }

  private Checkpoint.Reached send(SeriesFile file, List<Observation> batch, Checkpoint.Reached before)
      throws InterruptedException {
    run.inFlight().acquire();
    try {
      var answer = run.edge().send(run.script().lane(), ENVELOPE.write(batch));
      var now = before.plus(answer);
      if (now.answered() - before.answered() != batch.size()) {
        throw new CommandFailed("the edge answered for another number of events than it was sent");
      }
      run.ledger().add(answer);
      run.checkpoint().advance(file, now);
      run.display().advance(batch.size());
      batch.clear();
      return now;
    } finally {
      run.inFlight().release();
    }
  }
}
