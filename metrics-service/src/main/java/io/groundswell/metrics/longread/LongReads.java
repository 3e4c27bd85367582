package io.groundswell.metrics.longread;

import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Lets in as many long reads as a replica has memory and connections for, in the order in which they came.
@ApplicationScoped
public class LongReads {

  /// Rows that the database sends at a time: an event may have 256 KiB.
  public static final int FETCHED = 64;

  private final ScopedReads reads;
  private final LongReadsConfig config;
  private final Semaphore free;

  LongReads(ScopedReads reads, LongReadsConfig config) {
    this.reads = reads;
    this.config = config;
    this.free = new Semaphore(config.atOnce(), true);
  }

  /// As [ScopedReads#read].
  ///
  /// @throws ProblemException 503 where others are at it for longer than the patience
  public <T> T read(int organization, Function<ScopedReads.Queries, T> answer) {
    enter();
    try {
      return reads.read(organization, answer);
    } finally {
      free.release();
    }
  }

  private void enter() {
    try {
      if (free.tryAcquire(config.patience().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    throw new ProblemException(Problem.of(503, "reads_busy", "Too many long reads",
        config.atOnce() + " requests for funnels or stored events are under way here; ask again"));
  }
}
