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
  /// Of the time after which a silent worker loses its chunk: every 5 s where that is 30 s.
  private static final int BEATS_A_LEASE = 6;
  private static final double USUAL_LEASE_SECONDS = 30;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long WAIT_MILLIS = 500;
  private static final String TAKEN = "chunk_taken";

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
      try {
        new Stint(index, turn).work(chunk);
      } catch (CommandFailed failed) {
        // What broke the chunk is told to whoever looks at the job; where the service itself was not to be had, nobody
        // is.
        if (failed.exitCode() == Exit.UNAVAILABLE || failed.isProblem(TAKEN)) {
          throw failed;
        }
        run.jobs.report(run.id, index, Jobs.object().put("worker", name).put("status", "failed")
            .put("error", shortened(failed.getMessage())));
      }
    } catch (CommandFailed failed) {
      // Nothing was heard of this worker for too long, so another one does the chunk. What both sent counts once, and
      // there may be other chunks.
      if (!failed.isProblem(TAKEN)) {
        throw failed;
      }
    }
  }

  private static String shortened(@Nullable String text) {
    var told = String.valueOf(text).replace("\0", "");
    return told.substring(0, Math.min(2_000, told.length()));
  }

  /// The work on one chunk. One thread reads and sends. Another one says every few seconds how far it is, also while a
  /// batch waits for an edge or a broker that is away: who is silent loses the chunk.
  private final class Stint {

    private final int index;
    private final long beatNanos;
    private final Tally tally = new Tally();
    private final List<byte[]> waiting = new ArrayList<>();
    private final TreeSet<LocalDate> days = new TreeSet<>();
    private volatile int perSecond;
    /// Why it is no longer to be worked on.
    private volatile @Nullable String ended;
    private volatile @Nullable CommandFailed refused;
    private int bytes;
    private int owed;
    private long sentAt = System.nanoTime();
    private String part = "";

    Stint(int index, JsonNode turn) {
      this.index = index;
      this.perSecond = Math.max(1, turn.path("eventsPerSecond").asInt());
      this.beatNanos = (long) (turn.path("leaseSeconds").asDouble(USUAL_LEASE_SECONDS) * 1e9 / BEATS_A_LEASE);
    }

    void work(JsonNode chunk) throws InterruptedException {
      var heart = Thread.ofVirtual().start(this::beat);
      try {
        read(chunk);
      } finally {
        heart.interrupt();
        heart.join();
      }
      if (isWanted()) {
        report("completed");
      } else if ("paused".equals(ended) || "cancelled".equals(ended)) {
        run.jobs.report(run.id, index, Jobs.object().put("worker", name).put("status", "pending").put("sent", 0));
      }
    }

    private void beat() {
      try {
        while (isWanted()) {
          TimeUnit.NANOSECONDS.sleep(beatNanos);
          beatOnce();
        }
      } catch (InterruptedException over) {
        // So is the chunk.
      }
    }

    private void beatOnce() throws InterruptedException {
      try {
        var turn = report("processing");
        perSecond = Math.max(1, turn.path("eventsPerSecond").asInt(1));
        var state = turn.path("state").asText();
        if (!state.equals("go")) {
          ended = state;
        }
      } catch (CommandFailed failed) {
        if (failed.exitCode() != Exit.UNAVAILABLE) {
          refused = failed;
          ended = "refused";
        }
        // An outage ends, or the edge will say that it did not.
      }
    }

    private boolean isWanted() {
      return ended == null;
    }

    private void read(JsonNode chunk) throws InterruptedException {
      part = chunk.path("part").asText();
      var shape = run.parts.get(part);
      if (shape == null) {
        throw CommandFailed.badData("the mapping says nothing of '" + part + "'");
      }
      var until = chunk.hasNonNull("to") ? chunk.get("to").asText() : null;
      var after = chunk.hasNonNull("from") ? chunk.get("from").asText() : null;
      boolean isLast = false;
      while (!isLast && isWanted()) {
        var page = source.next(part, shape.key(), after, until, PAGE);
        for (var row : page.rows()) {
          take(row, shape);
          if (!isWanted()) {
            break;
          }
        }
        isLast = page.isLast();
        after = page.isEmpty() ? after : page.end();
      }
      send();
      if (refused instanceof CommandFailed failed) {
        throw failed;
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
        var time = Objects.requireNonNull(Rfc3339.find(event.path("time").asText()));
        days.add(LocalDate.ofInstant(time, ZoneOffset.UTC));
        tally.of(time);
      }
      tally.row();
    }

    private void reject(String key, String reason, String detail) {
      tally.rejected(reason);
      run.rejections.note(part, key, reason, detail);
    }

    private void send() throws InterruptedException {
      if (waiting.isEmpty()) {
        return;
      }
      slowDown();
      if (!isWanted()) {
        return;
      }
      run.ranges.declare(days);
      int events = waiting.size();
      Answer answer = run.edge.send(Lane.BACKFILL, batch(), this::isWanted);
      if (answer == null) {
        return;
      }
      tally.accepted(answer.accepted());
      answer.rejections().forEach(each -> reject(each.id(), each.reason(), each.detail()));
      waiting.clear();
      days.clear();
      bytes = 0;
      owed = events;
      sentAt = System.nanoTime();
    }

    /// A batch is paid for by the time until the next one, at the pace of now.
    private void slowDown() throws InterruptedException {
      while (isWanted()) {
        long left = (long) (owed * 1e9 / perSecond) - (System.nanoTime() - sentAt);
        if (left <= 0) {
          return;
        }
        TimeUnit.NANOSECONDS.sleep(Math.min(left, LOOK_NANOS));
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

    private JsonNode report(String status) throws InterruptedException {
      return run.jobs.report(run.id, index, tally.report().put("worker", name).put("status", status));
    }
  }

  /// What became of a chunk's rows so far; counted by one thread, told by another.
  private static final class Tally {

    private final TreeMap<String, Integer> reasons = new TreeMap<>();
    private @Nullable Instant oldest;
    private @Nullable Instant newest;
    private int rows;
    private int accepted;
    private int rejected;

    /// Of a row that changed since it was planned, another than was noted.
    synchronized void of(Instant time) {
      if (!Planner.canBeTaken(time)) {
        return;
      }
      oldest = oldest == null || time.isBefore(oldest) ? time : oldest;
      newest = newest == null || time.isAfter(newest) ? time : newest;
    }

    synchronized void row() {
      rows++;
    }

    synchronized void accepted(int events) {
      accepted += events;
    }

    synchronized void rejected(String reason) {
      rejected++;
      reasons.merge(reason, 1, Integer::sum);
    }

    synchronized ObjectNode report() {
      ObjectNode result = Jobs.object().put("accepted", accepted).put("rejected", rejected);
      var counts = result.putObject("reasons");
      reasons.forEach(counts::put);
      ObjectNode report = Jobs.object().put("sent", rows);
      report.set("result", result);
      if (oldest != null && newest != null) {
        report.put("oldest", oldest.toString()).put("newest", newest.toString());
      }
      return report;
    }
  }
}
