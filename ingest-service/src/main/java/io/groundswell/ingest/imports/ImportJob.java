package io.groundswell.ingest.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.groundswell.groundwork.problem.Fields;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A job: one source, read in chunks.
///
/// @param source of all of its events, and of no other
/// @param status pending, processing, paused, completed, failed or cancelled
/// @param priority a job gives way to those of a higher one
/// @param planned whether all of its chunks are known
/// @param rows of all chunks that are known; `done` of those that were sent, `accepted` and `rejected` by the edge
/// @param rowsPerSecond over the last minute
/// @param forecast when it will be over at that rate; null while nothing can be said
/// @param onTime whether that is before the deadline
/// @param passBegins index of the first chunk of the pass through the source that is or was planned last
/// @param passWhole whether that pass reads again what only grows, too
/// @param undoneAt when somebody began to take out what it brought; nothing is added to it any more
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportJob(long id, int organization, String name, String kind, String source, String status, int priority,
    boolean planned,
    @Nullable Integer eventsPerSecond, int chunks, int chunksDone, int chunksFailed, int workers, long rows, long done,
    long accepted, long rejected, double rowsPerSecond, Instant createdAt, @Nullable Instant startedAt,
    @Nullable Instant completedAt, Instant deadline, @Nullable Instant forecast, @Nullable Boolean onTime,
    @Nullable Instant oldest, @Nullable Instant newest, int passBegins, boolean passWhole, @Nullable Instant undoneAt,
    @Nullable String error, @JsonRawValue String mapping) {

  private static final double RATE_SECONDS = 60;

  static String sourceOf(long id) {
    return "import/" + id;
  }

  static ImportJob from(Row row) {
    long rows = row.getLong("rows");
    long done = row.getLong("done");
    var now = row.getOffsetDateTime("now").toInstant();
    var startedAt = instant(row, "started_at");
    double seconds = startedAt == null ? RATE_SECONDS
        : Math.clamp(Duration.between(startedAt, now).toMillis() / 1e3, 1, RATE_SECONDS);
    double rate = row.getDouble("lately") / seconds;
    boolean isForeseen = row.getBoolean("planned") && rate > 0 && rows > done;
    var forecast = isForeseen ? now.plusSeconds((long) Math.ceil((rows - done) / rate)) : null;
    var deadline = row.getOffsetDateTime("deadline").toInstant();
    long id = row.getLong("job_id");
    return new ImportJob(id, row.getInteger("organization_id"), row.getString("name"), row.getString("kind"),
        sourceOf(id), row.getString("status"),
        row.getInteger("priority"), row.getBoolean("planned"), row.getInteger("events_per_second"),
        row.getInteger("total_chunks"), row.getInteger("processed_chunks"), row.getLong("failed").intValue(),
        row.getLong("workers").intValue(), rows, done, row.getLong("accepted"), row.getLong("rejected"), rate,
        row.getOffsetDateTime("created_at").toInstant(), startedAt, instant(row, "completed_at"), deadline, forecast,
        forecast == null ? null : !forecast.isAfter(deadline), instant(row, "oldest"), instant(row, "newest"),
        row.getInteger("pass_begins"), row.getBoolean("pass_whole"), instant(row, "undone_at"),
        row.getString("error"), row.getString("mapping"));
  }

  private static @Nullable Instant instant(Row row, String column) {
    var time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  /// What one worker may send a second: the job's own limit or the usual one, as much of it as the database allows,
  /// but at least what the deadline takes; shared evenly with the other workers. What is left is known in rows, of
  /// which each becomes as many events as those before. A deadline that has passed cannot be kept any more, and hurting
  /// the database does not help.
  int eventsPerSecond(Throttle.Pace pace, int usual, Instant now) {
    int limit = eventsPerSecond != null ? eventsPerSecond : usual;
    double left = Duration.between(now, deadline).toMillis() / 1e3;
    double eventsARow = done == 0 ? 1 : (accepted + rejected) / (double) done;
    double needed = left <= 0 ? 0 : Math.min(limit, (rows - done) * eventsARow / left);
    return (int) Math.max(1, Math.max(limit * pace.share(), needed) / Math.max(1, workers));
  }

  record Listing(List<ImportJob> imports) {
  }

  /// A job to be made.
  record Wish(String name, String kind, String mapping, int priority, @Nullable Integer eventsPerSecond) {

    private static final Set<String> MEMBERS = Set.of("name", "kind", "mapping", "priority", "eventsPerSecond");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,200}");
    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final int LONGEST_MAPPING = 1_000_000;
    private static final int USUAL_PRIORITY = 100;

    static Wish of(byte[] body) {
      var fields = Fields.of(body, MEMBERS);
      var mapping = fields.findObject("mapping", LONGEST_MAPPING);
      if (mapping == null) {
        throw Fields.wrong("mapping", "is required: how rows become events");
      }
      var priority = priorityOf(fields);
      return new Wish(fields.text("name", NAME, "has 1 to 200 characters, no control characters"),
          fields.text("kind", KIND, "is a word in lower case, such as csv"), mapping,
          priority == null ? USUAL_PRIORITY : priority, perSecondOf(fields));
    }
  }

  /// What is to be changed; null leaves it.
  ///
  /// @param status `paused`, `pending` to go on (failed chunks are tried again) or `cancelled`
  /// @param planned false begins a further pass through the source, where the one before was planned to its end
  /// @param whole whether that pass reads again what only grows, too
  /// @param undone it is about to be taken out again: it ends for good, whatever it was before
  record Change(@Nullable String status, @Nullable Integer priority, @Nullable Integer eventsPerSecond,
      @Nullable Boolean planned, boolean whole, @Nullable Instant deadline, boolean undone) {

    private static final Set<String> MEMBERS =
        Set.of("status", "priority", "eventsPerSecond", "planned", "whole", "deadline", "undone");
    private static final Pattern STATUS = Pattern.compile("paused|pending|cancelled");

    /// @param now behind which a deadline has to lie
    static Change of(byte[] body, Instant now) {
      var fields = Fields.of(body, MEMBERS);
      var deadline = fields.findTime("deadline");
      if (deadline != null && !deadline.isAfter(now)) {
        throw Fields.wrong("deadline", "must lie in the future");
      }
      boolean isUndone = fields.flag("undone");
      if (isUndone && (fields.has("status") || fields.has("planned"))) {
        throw Fields.wrong("undone", "ends the import: neither status nor planned goes with it");
      }
      return new Change(fields.findText("status", STATUS, "must be paused, pending or cancelled"), priorityOf(fields),
          perSecondOf(fields), fields.has("planned") ? fields.flag("planned") : null, fields.flag("whole"), deadline,
          isUndone);
    }
  }

  private static @Nullable Integer priorityOf(Fields fields) {
    return whole(fields.findWhole("priority", 1, 1_000));
  }

  private static @Nullable Integer perSecondOf(Fields fields) {
    return whole(fields.findWhole("eventsPerSecond", 1, 10_000_000));
  }

  private static @Nullable Integer whole(@Nullable Long number) {
    return number == null ? null : number.intValue();
  }
}
