package io.groundswell.metrics.archive;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.groundswell.metrics.dayfile.DayFile;
import io.groundswell.metrics.dayfile.DayTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A partition on its way into a file, in it, or back from it.
///
/// @param day the first of those that it holds
/// @param days how many these are
/// @param file within the archive's directory
/// @param digest of its rows in the database, whatever their order
/// @param content SHA-256 over the values in the file
/// @param sha256 of the file
/// @param error why it does not get on
@JsonInclude(JsonInclude.Include.NON_NULL)
record Archived(LocalDate day, int days, DayTable table, State state, int generation, @Nullable String file,
    @Nullable Long rows, @Nullable Long bytes, @JsonIgnore @Nullable String digest,
    @JsonIgnore @Nullable String content, @Nullable String sha256, @Nullable Instant first, @Nullable Instant last,
    Instant changedAt, @Nullable Instant restoredUntil, @Nullable String error) {

  static final String COLUMNS = """
      day, days, partitioned, state, generation, file, rows, bytes, digest, content, sha256, first_at, last_at, changed_at,
        restored_until, error""";

  /// How far it has come.
  enum State {
    ACTIVE, SEALED, EXPORTED, VERIFIED, CLOSED, DETACHED, DROPPED, RESTORED;

    @JsonValue
    String slug() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Archived from(ResultSet row) throws SQLException {
    return new Archived(row.getObject("day", LocalDate.class), row.getInt("days"),
        DayTable.of(row.getString("partitioned")),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)), row.getInt("generation"), row.getString("file"),
        whole(row, "rows"), whole(row, "bytes"), row.getString("digest"), row.getString("content"),
        row.getString("sha256"), time(row, "first_at"), time(row, "last_at"),
        Objects.requireNonNull(time(row, "changed_at")), time(row, "restored_until"), row.getString("error"));
  }

  /// With its schema.
  String relation() {
    return "analytics." + table.partition(day);
  }

  /// Whether the file holds what was written into it.
  boolean isIn(DayFile.Facts facts) {
    return Objects.equals(rows, facts.rows()) && facts.content().equals(content) && facts.sha256().equals(sha256);
  }

  private static @Nullable Long whole(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
