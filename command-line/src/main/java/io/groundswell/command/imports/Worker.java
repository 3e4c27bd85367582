package io.groundswell.command.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.mapping.EventShape.Occasion;
import io.groundswell.command.mapping.Mapping;
import io.groundswell.command.mapping.Rows;
import io.groundswell.command.send.Answer;
import io.groundswell.command.send.Edge;
import io.groundswell.command.source.Source;
import io.groundswell.command.source.SourceRow;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Does one chunk after another: reads its rows, makes events of them, sends them at the pace that the service
/// allows, and says how far it is.
///
/// @param name of this worker, and of no other living one
/// @param source of its own
record Worker(String name, Import run, Source source) implements Callable<@Nullable Void> {

  static final int PAGE = 10_000;
  private static final int MOST_EVENTS = 1_000;
  private static final int MOST_BYTES = 2 << 20;
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long WAIT_MILLIS = 500;

  /// What all workers of a run share.
  record Import(long id, Map<String, Mapping.Part> parts, Jobs jobs, Edge edge, Ranges ranges, Rejections rejections,
      Instant imported) {

    Occasion occasion(String part) {
      return new Occasion(part, "import/" + id, imported);
    }
  }

  /// Until the job is over, paused, or has nothing left that others do not have.
  @Override
  public @Nullable Void call() throws InterruptedException {
    while (true) {
      var turn = run.jobs.claim(run.id, name);
      switch (turn.path("state").asText()) {
        case "go" -> work(turn);
        case "wait" -> TimeUnit.MILLISECONDS.sleep(WAIT_MILLIS);
        default -> {
          return null;
        }
      }
    }
  }

  private void work(JsonNode turn) throws InterruptedException {
    var chunk = turn.path("chunk");
    int index = chunk.path("index").asInt();
    try {
      new Stint(index, turn.path("eventsPerSecond").asInt()).work(chunk);
    } catch (CommandFailed failed) {
      // What broke the chunk is told to whoever looks at the job; where the service itself was not to be had, nobody
      // is.
      if (failed.exitCode() == Exit.UNAVAILABLE) {
        throw failed;
      }
      run.jobs.report(run.id, index, Jobs.object().put("worker", name).put("status", "failed")
          .put("error", shortened(failed.getMessage())));
    }
  }

  private static String shortened(@Nullable String text) {
    var told = String.valueOf(text).replace("\0", "");
    return told.substring(0, Math.min(2_000, told.length()));
  }

  /// The work on one chunk.
  private final class Stint {

    private final int index;
    private final long begun = System.nanoTime();
    private final TreeMap<String, Integer> reasons = new TreeMap<>();
    private final List<byte[]> waiting = new ArrayList<>();
    private final TreeSet<LocalDate> days = new TreeSet<>();
    private long perSecond;
    private long reportedAt = begun;
    private int bytes;
    private int rows;
    private int accepted;
    private int rejected;
    private double owedNanos;
    private long sentAt = begun;
    private boolean isOver;
    private String part = "";

    Stint(int index, int perSecond) {
      this.index = index;
      this.perSecond = Math.max(1, perSecond);
    }

    void work(JsonNode chunk) throws InterruptedException {
      part = chunk.path("part").asText();
      var shape = run.parts.get(part);
      if (shape == null) {
        throw CommandFailed.badData("the mapping says nothing of '" + part + "'");
      }
      var until = chunk.hasNonNull("to") ? chunk.get("to").asText() : null;
      var after = chunk.hasNonNull("from") ? chunk.get("from").asText() : null;
      while (!isOver) {
        var page = source.next(part, shape.key(), after, until, PAGE);
        for (var row : page) {
          take(row, shape);
          if (isOver) {
            return;
          }
        }
        if (page.size() < PAGE) {
          send();
          if (!isOver) {
            report("completed");
          }
          return;
        }
        after = page.getLast().position();
      }
    }

    private void take(SourceRow row, Mapping.Part shape) throws InterruptedException {
      for (var event : Rows.events(shape, row, run.occasion(part), (reason, detail) -> reject(row.key(), reason,
          detail))) {
        var text = event.toString().getBytes(StandardCharsets.UTF_8);
        if (waiting.size() == MOST_EVENTS || bytes + text.length > MOST_BYTES) {
          send();
        }
        waiting.add(text);
        bytes += text.length + 1;
        days.add(LocalDate.ofInstant(Objects.requireNonNull(Rfc3339.find(event.path("time").asText())),
            ZoneOffset.UTC));
      }
      rows++;
    }

    private void reject(String key, String reason, String detail) {
      rejected++;
      reasons.merge(reason, 1, Integer::sum);
      run.rejections.note(part, key, reason, detail);
    }

    private void send() throws InterruptedException {
      if (waiting.isEmpty() || isOver) {
        return;
      }
      run.ranges.declare(days);
      slowDown();
      int events = waiting.size();
      Answer answer = run.edge.send(Lane.BACKFILL, batch());
      accepted += answer.accepted();
      answer.rejections().forEach(each -> reject(each.id(), each.reason(), each.detail()));
      waiting.clear();
      days.clear();
      bytes = 0;
      owedNanos = events * 1e9 / perSecond;
      sentAt = System.nanoTime();
      if (sentAt - reportedAt > REPORT_NANOS) {
        report("processing");
      }
    }

    /// A batch is paid for by the time until the next one.
    private void slowDown() throws InterruptedException {
      while (!isOver) {
        long left = (long) owedNanos - (System.nanoTime() - sentAt);
        if (left <= 0) {
          return;
        }
        TimeUnit.NANOSECONDS.sleep(Math.min(left, REPORT_NANOS));
        if (System.nanoTime() - reportedAt > REPORT_NANOS) {
          long before = perSecond;
          report("processing");
          owedNanos = owedNanos * before / perSecond;
        }
      }
    }

    private byte[] batch() {
      var batch = new byte[bytes + 1];
      int at = 0;
      for (var event : waiting) {
        batch[at] = (byte) (at == 0 ? '[' : ',');
        System.arraycopy(event, 0, batch, at + 1, event.length);
        at += event.length + 1;
      }
      batch[at] = ']';
      return batch;
    }

    private void report(String status) throws InterruptedException {
      ObjectNode result = Jobs.object().put("accepted", accepted).put("rejected", rejected);
      var counts = result.putObject("reasons");
      reasons.forEach(counts::put);
      var report = Jobs.object().put("worker", name).put("status", status).put("sent", rows);
      report.set("result", result);
      reportedAt = System.nanoTime();
      var turn = run.jobs.report(run.id, index, report);
      perSecond = Math.max(1, turn.path("eventsPerSecond").asInt(1));
      if (status.equals("processing") && !turn.path("state").asText().equals("go")) {
        isOver = true;
        if (turn.path("state").asText().equals("paused")) {
          run.jobs.report(run.id, index, Jobs.object().put("worker", name).put("status", "pending").put("sent", 0));
        }
      }
    }
  }
}
