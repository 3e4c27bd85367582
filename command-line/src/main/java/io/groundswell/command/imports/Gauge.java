package io.groundswell.command.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Shows how far an import is: a line that is redrawn where somebody watches, else one every two seconds.
final class Gauge {

  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int WIDTH = 30;

  private final PrintWriter out;
  private final boolean isWatched = Terminal.isWatched();
  private long shownAt = System.nanoTime();
  private long planned;

  Gauge(PrintWriter out) {
    this.out = out;
  }

  synchronized void planned(long rows) {
    planned += rows;
    if (isDue()) {
      say(String.format(Locale.ROOT, "planning: %,d rows", planned));
    }
  }

  /// Something that somebody should know, on a line of its own.
  synchronized void tell(String news) {
    out.println((isWatched ? "\n" : "") + "groundswell: " + news);
    out.flush();
  }

  synchronized void show(JsonNode job) {
    var status = job.path("status").asText();
    boolean isOver = !status.equals("processing") && !status.equals("pending");
    if (isOver || isDue()) {
      say(line(job));
    }
    if (isOver && isWatched) {
      out.println();
      out.flush();
    }
  }

  static String line(JsonNode job) {
    long rows = job.path("rows").asLong();
    long done = job.path("done").asLong();
    double share = rows == 0 ? 1 : (double) done / rows;
    var text = new StringBuilder(String.format(Locale.ROOT, "[%s%s] %3.0f %%  %,d of %,d rows",
        "#".repeat((int) (share * WIDTH)), "-".repeat(WIDTH - (int) (share * WIDTH)), share * 100, done, rows));
    var status = job.path("status").asText();
    if (status.equals("processing")) {
      text.append(String.format(Locale.ROOT, "  %,.0f/s", job.path("rowsPerSecond").asDouble()));
      if (job.hasNonNull("forecast")) {
        var forecast = Instant.parse(job.path("forecast").asText());
        double rate = job.path("rowsPerSecond").asDouble();
        text.append("  ").append(time(Duration.ofSeconds((long) ((rows - done) / Math.max(rate, 1e-9)))))
            .append(" left");
        if (!job.path("onTime").asBoolean(true)) {
          text.append(", ends ").append(forecast).append(", behind its deadline");
        }
      }
    } else {
      text.append("  ").append(status);
    }
    return text.toString();
  }

  private static String time(Duration left) {
    long seconds = left.toSeconds();
    return seconds < 3_600 ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%d h %02d min", seconds / 3_600, seconds / 60 % 60);
  }

  private boolean isDue() {
    long now = System.nanoTime();
    if (now - shownAt < EVERY_NANOS && !isWatched) {
      return false;
    }
    shownAt = now;
    return true;
  }

  private void say(String line) {
    if (isWatched) {
      out.print("\r" + line + "    ");
    } else {
      out.println(line);
    }
    out.flush();
  }
}
