package io.groundswell.command.replay;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Shows how far a replay is.
interface Display extends AutoCloseable {

  /// So many more rows are answered. Any thread.
  void advance(long rows);

  @Override
  void close();

  /// A bar that is redrawn in place.
  static Display onTerminal(long rows) {
    var bar = new ProgressBarBuilder()
        .setTaskName("Replaying")
        .setUnit(" rows", 1)
        .setInitialMax(rows)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(100)
        .showSpeed()
        .build();
    return new Bar(bar);
  }

  /// A line every two seconds, for logs.
  static Display inLines(long rows, PrintWriter out) {
    return new Lines(rows, out);
  }

  /// See [#onTerminal].
  record Bar(ProgressBar bar) implements Display {

    @Override
    public void advance(long rows) {
      bar.stepBy(rows);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /// See [#inLines].
  final class Lines implements Display {

    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final long all;
    private final PrintWriter out;
    private final long startedAt = System.nanoTime();
    private long shownAt = startedAt;
    private long done;

    private Lines(long all, PrintWriter out) {
      this.all = all;
      this.out = out;
    }

    @Override
    public synchronized void advance(long rows) {
      done += rows;
      long now = System.nanoTime();
      if (now - shownAt > EVERY_NANOS) {
        shownAt = now;
        out.printf(Locale.ROOT, "%,d of %,d rows, %d s%n", done, all, Duration.ofNanos(now - startedAt).toSeconds());
        out.flush();
      }
    }

    @Override
    public void close() {
      out.flush();
    }
  }
}
