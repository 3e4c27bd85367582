package io.groundswell.ingest.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.groundswell.groundwork.problem.Fields;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A stretch of a source's rows, by their key.
///
/// @param part the table or the file
/// @param from behind which key it begins, null at the beginning
/// @param to with which key it ends
/// @param rows how many there are in it
/// @param sent how many its worker has done
/// @param result what the edge said to them, as JSON
@JsonInclude(JsonInclude.Include.NON_NULL)
record Chunk(int index, String part, @Nullable String from, @Nullable String to, int rows, int sent,
    @Nullable Instant oldest, @Nullable Instant newest, String status, @Nullable String worker, int attempts,
    @JsonRawValue @Nullable String result, @Nullable String error) {

  static final String COLUMNS = """
      chunk_index, part, key_from, key_to, row_count, sent, oldest, newest, status, worker, attempts, result::text,
      error""";

  static Chunk from(Row row) {
    return new Chunk(row.getInteger("chunk_index"), row.getString("part"), row.getString("key_from"),
        row.getString("key_to"), row.getInteger("row_count"), row.getInteger("sent"), instant(row, "oldest"),
        instant(row, "newest"), row.getString("status"), row.getString("worker"), row.getInteger("attempts"),
        row.getString("result"), row.getString("error"));
  }

  private static @Nullable Instant instant(Row row, String column) {
    var time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  record Listing(List<Chunk> chunks) {
  }

  /// What a worker that asked for a chunk is to do.
  ///
  /// @param state `go`, `wait` and ask again, `paused`, or how the job ended
  /// @param leaseSeconds who is silent for longer loses the chunk
  /// @param why there is nothing to do, or why it goes slowly
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Turn(String state, @Nullable Chunk chunk, int eventsPerSecond, double leaseSeconds, @Nullable String why) {
  }

  /// A chunk to be added.
  record Plan(int index, String part, @Nullable String from, @Nullable String to, int rows, @Nullable Instant oldest,
      @Nullable Instant newest) {

    private static final Set<String> MEMBERS = Set.of("index", "part", "from", "to", "rows", "oldest", "newest");
    private static final int MOST = 1_000;
    private static final int MOST_ROWS = 10_000;
    private static final Pattern PART = Pattern.compile("[^\\p{Cntrl}]{1,200}");
    private static final Pattern KEY = Pattern.compile("[^\\x00]{0,2000}");

    static List<Plan> of(byte[] body) {
      return Fields.of(body, Set.of("chunks")).objects("chunks", MOST, MEMBERS).stream().map(Plan::of).toList();
    }

    private static Plan of(Fields fields) {
      var index = fields.findWhole("index", 0, Integer.MAX_VALUE);
      var rows = fields.findWhole("rows", 0, MOST_ROWS);
      if (index == null || rows == null) {
        throw Fields.wrong(index == null ? "index" : "rows", "is required");
      }
      var rule = "has at most 2000 characters, no U+0000";
      return new Plan(index.intValue(), fields.text("part", PART, "has 1 to 200 characters, no control characters"),
          fields.findText("from", KEY, rule), fields.findText("to", KEY, rule), rows.intValue(),
          fields.findTime("oldest"), fields.findTime("newest"));
    }
  }

  /// Who asks for a chunk, or tells of one.
  static final class Worker {

    static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    static final String RULE = "has 1 to 100 letters, digits or . _ -";

    private Worker() {
    }

    static String of(byte[] body) {
      return Fields.of(body, Set.of("worker")).text("worker", NAME, RULE);
    }
  }

  /// How far a worker is.
  ///
  /// @param status `processing`: still at it; `completed`; `failed`; `pending`: given back, since the job is paused
  /// @param oldest of the events that were made of its rows, which may have changed since it was planned
  record Report(String worker, String status, int sent, @Nullable Instant oldest, @Nullable Instant newest,
      @Nullable String result, @Nullable String error) {

    private static final Set<String> MEMBERS =
        Set.of("worker", "status", "sent", "oldest", "newest", "result", "error");
    private static final Pattern STATUS = Pattern.compile("processing|completed|failed|pending");
    private static final Pattern ERROR = Pattern.compile("[^\\x00]{0,2000}", Pattern.DOTALL);
    private static final int LONGEST_RESULT = 20_000;

    static Report of(byte[] body) {
      var fields = Fields.of(body, MEMBERS);
      var sent = fields.findWhole("sent", 0, Integer.MAX_VALUE);
      return new Report(fields.text("worker", Worker.NAME, Worker.RULE),
          fields.text("status", STATUS, "must be processing, completed, failed or pending"),
          sent == null ? 0 : sent.intValue(), fields.findTime("oldest"), fields.findTime("newest"),
          fields.findObject("result", LONGEST_RESULT),
          fields.findText("error", ERROR, "has at most 2000 characters, no U+0000"));
    }
  }
}
