package io.groundswell.command.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.contract.Rfc3339;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The tables of the old application, written from events. An event of an import holds its row, which is written as it
/// was; what any other event of the platform x tells is put into the columns that it knows of, and the others stay.
///
/// The old application gave some rows a number. Those that came since get theirs at the end, behind all that it gave.
final class TwitterTables implements AutoCloseable {

  /// As the old application makes them, in the order of their references; the first column is the key.
  private static final Map<String, List<String>> COLUMNS = Map.of(
      "users", List.of("id TEXT PRIMARY KEY", "username TEXT UNIQUE NOT NULL", "profile_data TEXT",
          "profile_picture_url TEXT", "last_scraped TIMESTAMP", "created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP"),
      "tweets", List.of("id TEXT PRIMARY KEY", "user_id TEXT NOT NULL REFERENCES users(id)", "text TEXT NOT NULL",
          "created_at TIMESTAMP NOT NULL", "url TEXT", "is_reply BOOLEAN", "metadata TEXT",
          "created_in_db TIMESTAMP DEFAULT CURRENT_TIMESTAMP"),
      "personality_analysis", List.of("id TEXT PRIMARY KEY", "user_id TEXT NOT NULL REFERENCES users(id)",
          "traits TEXT NOT NULL", "interests TEXT NOT NULL", "communication_style TEXT NOT NULL",
          "analyzed_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP"),
      "funnel_progress", List.of("user_id TEXT PRIMARY KEY REFERENCES users(id)",
          "current_command_index INTEGER DEFAULT 0", "completed_commands TEXT DEFAULT '[]'",
          "command_responses TEXT DEFAULT '{}'", "last_updated TIMESTAMP DEFAULT CURRENT_TIMESTAMP"),
      "funnel_completion", List.of("user_id TEXT PRIMARY KEY REFERENCES users(id)",
          "completed_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP", "completion_data TEXT DEFAULT '{}'"),
      "referral_codes", List.of("code TEXT PRIMARY KEY", "owner_user_id TEXT NOT NULL REFERENCES users(id)",
          "usage_count INTEGER DEFAULT 0", "created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP"),
      "referral_tracking", List.of("id INTEGER PRIMARY KEY AUTOINCREMENT", "referral_code TEXT NOT NULL",
          "referrer_user_id TEXT NOT NULL REFERENCES users(id)",
          "referred_user_id TEXT NOT NULL UNIQUE REFERENCES users(id)",
          "used_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP"),
      "referral_usage_log", List.of("id INTEGER PRIMARY KEY AUTOINCREMENT",
          "referral_code TEXT NOT NULL REFERENCES referral_codes(code)",
          "used_by_user_id TEXT NOT NULL REFERENCES users(id)", "used_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP"),
      "analysis_queue",
      List.of("job_id INTEGER PRIMARY KEY AUTOINCREMENT", "user_id TEXT NOT NULL REFERENCES users(id)",
          "status TEXT NOT NULL DEFAULT 'pending'", "priority INTEGER DEFAULT 0", "total_chunks INTEGER NOT NULL",
          "processed_chunks INTEGER DEFAULT 0", "created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP",
          "started_at TIMESTAMP",
          "completed_at TIMESTAMP", "error TEXT"),
      "analysis_chunks", List.of("chunk_id INTEGER PRIMARY KEY AUTOINCREMENT",
          "job_id INTEGER REFERENCES analysis_queue(job_id)", "chunk_index INTEGER NOT NULL",
          "tweet_count INTEGER NOT NULL", "status TEXT NOT NULL DEFAULT 'pending'", "started_at TIMESTAMP",
          "completed_at TIMESTAMP", "result TEXT", "error TEXT"));

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// Whose code it was stands with the code. The old application counted somebody who was referred once.
  private static final String CONVERTED = """
      INSERT INTO referral_tracking (referral_code, referrer_user_id, referred_user_id, used_at)
      SELECT c.code, c.owner_user_id, t.column1, t.column2 FROM referral_codes AS c, (VALUES (?, ?)) AS t
      WHERE c.code = ? ON CONFLICT (referred_user_id) DO NOTHING""";

  private static final String USED =
      "UPDATE referral_codes SET usage_count = coalesce(usage_count, 0) + 1 WHERE code = ?";

  private final Connection connection;
  private final Map<String, Set<String>> columns = new HashMap<>();
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private final Usernames usernames;
  private Instant time = Instant.EPOCH;
  private long rows;

  TwitterTables(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    for (var table : COLUMNS.entrySet()) {
      run("CREATE TABLE " + table.getKey() + " (" + String.join(", ", table.getValue()) + ")");
      columns.put(table.getKey(), table.getValue().stream().map(column -> column.substring(0, column.indexOf(' ')))
          .collect(Collectors.toCollection(HashSet::new)));
    }
    run("CREATE TEMP TABLE later (n INTEGER PRIMARY KEY, of_table TEXT, columns TEXT)");
    usernames = new Usernames(connection);
    run("CREATE INDEX idx_tweets_user_created ON tweets(user_id, created_at)");
    run("CREATE INDEX idx_tweets_created ON tweets(created_at)");
    run("CREATE INDEX idx_referral_tracking_code ON referral_tracking(referral_code)");
    run("CREATE INDEX idx_referral_codes_owner ON referral_codes(owner_user_id)");
    run("CREATE INDEX idx_referral_usage_code ON referral_usage_log(referral_code)");
  }

  /// How many rows were written, counting those that were written again.
  long rows() {
    return rows;
  }

  /// In the order of their times, as far as they are about the same row.
  void take(JsonNode event) throws SQLException {
    var data = event.path("data");
    time = Objects.requireNonNull(Rfc3339.find(event.path("time").asText()), "the time of an event");
    if (data.path("row") instanceof ObjectNode row && COLUMNS.containsKey(data.path("table").asText())) {
      write(data.path("table").asText(), row);
      return;
    }
    if (!event.path("platform").asText().equals("x")) {
      return;
    }
    var about = event.path("subject").asText();
    var id = about.substring(about.indexOf('/') + 1);
    var at = sql(time);
    switch (event.path("type").asText()) {
      case "post.published", "post.updated" -> post(id, at, data);
      case "creator.updated" -> creator(id, at, data);
      case "funnel.progressed" -> tell("funnel_progress", row().put("user_id", event.path("userid").asText(null))
          .put("last_updated", at).put("current_command_index", number(data, "index"))
          .put("completed_commands", json(data, "completed")).put("command_responses", json(data, "responses")));
      case "funnel.completed" -> tell("funnel_completion", row().put("user_id", event.path("userid").asText(null))
          .put("completed_at", at).put("completion_data", json(data, "completion")));
      case "referral.created" -> tell("referral_codes", row().put("code", id)
          .put("owner_user_id", event.path("userid").asText(null)).put("created_at", at));
      case "referral.used" -> tell("referral_usage_log", row().put("referral_code", id)
          .put("used_by_user_id", event.path("userid").asText(null)).put("used_at", at));
      case "referral.converted" -> tell("referral_tracking", row().put("referral_code", id)
          .put("referred_user_id", event.path("userid").asText(null)).put("used_at", at));
      default -> {
        // Nothing that the old application keeps.
      }
    }
  }

  private void post(String id, String at, JsonNode data) throws SQLException {
    var creator = data.at("/creator/id").asText(data.path("creator_id").asText(null));
    // A change of a post that does not repeat its text leaves the row as it is.
    if (creator == null || !data.hasNonNull("text")) {
      return;
    }
    if (data.path("creator").hasNonNull("username")) {
      creator(creator, at, data.path("creator"));
    }
    tell("tweets", row().put("id", id).put("user_id", creator).put("text", data.path("text").asText(null))
        .put("created_at", time(data.path("posted_at")) instanceof Instant posted ? sql(posted) : at)
        .put("url", data.path("permalink").asText(null)));
  }

  private void creator(String id, String at, JsonNode data) throws SQLException {
    if (data.hasNonNull("username")) {
      tell("users", row().put("id", id).put("username", data.path("username").asText())
          .put("profile_picture_url", data.path("profile_picture_url").asText(null)).put("last_scraped", at));
    }
  }

  private static ObjectNode row() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static @Nullable Integer number(JsonNode data, String name) {
    return data.path(name).isInt() ? data.path(name).intValue() : null;
  }

  private static @Nullable String json(JsonNode data, String name) {
    return data.hasNonNull(name) ? data.path(name).toString() : null;
  }

  /// A time as the members of a post have it: RFC 3339 with an offset, or seconds since 1970.
  private static @Nullable Instant time(JsonNode value) {
    return value.isIntegralNumber() ? Instant.ofEpochSecond(value.longValue()) : Rfc3339.find(value.asText());
  }

  /// As SQLite's CURRENT_TIMESTAMP writes it.
  private static String sql(Instant time) {
    return STAMP.format(time);
  }

  /// What is known of a row; the rest stays as it is.
  private void tell(String table, ObjectNode row) throws SQLException {
    row.properties().removeIf(column -> column.getValue().isNull());
    if (row.has(key(table))) {
      write(table, row);
      return;
    }
    try (var later = connection.prepareStatement("INSERT INTO temp.later (of_table, columns) VALUES (?, ?)")) {
      later.setString(1, table);
      later.setString(2, row.toString());
      later.execute();
    }
  }

  /// When all events were taken.
  ///
  /// @return what could not be written as it was told, and how it is
  List<String> finish() throws SQLException {
    try (var statement = connection.createStatement();
        var waiting = statement.executeQuery("SELECT of_table, columns FROM temp.later ORDER BY n")) {
      while (waiting.next()) {
        finish(waiting.getString(1), (ObjectNode) Fingerprint.parsed(waiting.getString(2)));
      }
    }
    return usernames.settle();
  }

  /// A row that the old application would have given a number.
  private void finish(String table, ObjectNode row) throws SQLException {
    var code = row.path("referral_code").asText();
    if (table.equals("referral_tracking")) {
      rows += update(CONVERTED, row.path("referred_user_id").asText(null), row.path("used_at").asText(), code);
      return;
    }
    write(table, row);
    if (table.equals("referral_usage_log")) {
      update(USED, code);
    }
  }

  private int update(String sql, @Nullable String... values) throws SQLException {
    var statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setString(i + 1, values[i]);
    }
    return statement.executeUpdate();
  }

  private static String key(String table) {
    var declared = COLUMNS.getOrDefault(table, List.of()).getFirst();
    return declared.substring(0, declared.indexOf(' '));
  }

  /// A whole row, by its key.
  private void write(String table, ObjectNode row) throws SQLException {
    var names = new ArrayList<String>();
    row.fieldNames().forEachRemaining(names::add);
    for (var name : names) {
      if (columns.get(table) instanceof Set<String> known && known.add(name)) {
        run("ALTER TABLE " + table + " ADD COLUMN " + quoted(name));
      }
    }
    var key = key(table);
    if (table.equals("users") && row.hasNonNull("username") && row.hasNonNull(key)) {
      row.put("username", usernames.of(row.get(key).asText(), row.get("username").asText(), time));
    }
    var updates = names.stream().filter(name -> !name.equals(key))
        .map(name -> quoted(name) + " = " + "excluded." + quoted(name)).collect(Collectors.joining(", "));
    var sql =
        "INSERT INTO " + table + " (" + names.stream().map(TwitterTables::quoted).collect(Collectors.joining(", "))
            + ") VALUES (" + String.join(", ", Collections.nCopies(names.size(), "?")) + ")"
            + (names.contains(key) && !updates.isEmpty() ? " ON CONFLICT (" + key + ") DO UPDATE SET " + updates : "");
    var statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < names.size(); i++) {
      statement.setObject(i + 1, value(row.get(names.get(i))));
    }
    statement.executeUpdate();
    rows++;
  }

  private static @Nullable Object value(JsonNode node) {
    if (node.isNull()) {
      return null;
    }
    if (node.isIntegralNumber()) {
      return node.longValue();
    }
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return node.isTextual() ? node.textValue() : node.toString();
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    usernames.close();
    for (var statement : statements.values()) {
      statement.close();
    }
  }
}
