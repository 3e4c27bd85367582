package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/// The SQLite database of the application that is replaced, made up.
final class OldTwitter {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final List<String> TABLES = List.of("users", "tweets", "personality_analysis", "funnel_progress",
      "funnel_completion", "referral_codes", "referral_tracking", "referral_usage_log", "analysis_queue",
      "analysis_chunks");
  private static final List<String> SCHEMA = List.of(
      """
      CREATE TABLE users (id TEXT PRIMARY KEY, username TEXT UNIQUE NOT NULL, profile_data TEXT, profile_picture_url TEXT,
        last_scraped TIMESTAMP, created_at TIMESTAMP)""",
      """
      CREATE TABLE tweets (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, text TEXT NOT NULL, created_at TIMESTAMP NOT NULL,
        url TEXT, is_reply BOOLEAN, metadata TEXT, created_in_db TIMESTAMP)""",
      """
      CREATE TABLE personality_analysis (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, traits TEXT NOT NULL,
        interests TEXT NOT NULL, communication_style TEXT NOT NULL, analyzed_at TIMESTAMP)""",
      """
      CREATE TABLE funnel_progress (user_id TEXT PRIMARY KEY, current_command_index INTEGER, completed_commands TEXT,
        command_responses TEXT, last_updated TIMESTAMP)""",
      "CREATE TABLE funnel_completion (user_id TEXT PRIMARY KEY, completed_at TIMESTAMP, completion_data TEXT)",
      """
      CREATE TABLE referral_codes (code TEXT PRIMARY KEY, owner_user_id TEXT NOT NULL, usage_count INTEGER,
        created_at TIMESTAMP)""",
      """
      CREATE TABLE referral_tracking (id INTEGER PRIMARY KEY AUTOINCREMENT, referral_code TEXT NOT NULL,
        referrer_user_id TEXT NOT NULL, referred_user_id TEXT NOT NULL UNIQUE, used_at TIMESTAMP)""",
      """
      CREATE TABLE referral_usage_log (id INTEGER PRIMARY KEY AUTOINCREMENT, referral_code TEXT NOT NULL,
        used_by_user_id TEXT NOT NULL, used_at TIMESTAMP)""",
      """
      CREATE TABLE analysis_queue (job_id INTEGER PRIMARY KEY AUTOINCREMENT, user_id TEXT NOT NULL, status TEXT,
        priority INTEGER, total_chunks INTEGER, processed_chunks INTEGER, created_at TIMESTAMP, started_at TIMESTAMP,
        completed_at TIMESTAMP, error TEXT)""",
      """
      CREATE TABLE analysis_chunks (chunk_id INTEGER PRIMARY KEY AUTOINCREMENT, job_id INTEGER, chunk_index INTEGER,
        tweet_count INTEGER, status TEXT, started_at TIMESTAMP, completed_at TIMESTAMP, result TEXT, error TEXT)""");

  private OldTwitter() {
  }

  static void make(Path file, int users, int tweets, Instant today) throws SQLException {
    try (var database = open(file); var statement = database.createStatement()) {
      database.setAutoCommit(false);
      for (var table : SCHEMA) {
        statement.execute(table);
      }
      var random = new Random(3);
      for (int user = 0; user < users; user++) {
        var at = stamp(today, 40 * 86_400L - user * 60L);
        var later = stamp(today, 36 * 86_400L - user * 60L - random.nextInt(3_600));
        insert(database, "users", "u" + user, "name" + user,
            "{\"name\": \"Name \u00e9 " + user + "\", \"followers_count\": " + user + ", \"score\": 1.50}",
            user % 3 == 0 ? null : "https://img.example/" + user, later, at);
        insert(database, "personality_analysis", "p" + user, "u" + user, "{\"open\": 0.75}", "[\"tea\"]",
            "{\"tone\": \"dry\"}", later);
        insert(database, "funnel_progress", "u" + user, user % 5, "[\"start\", \"ask\"]", "{\"ask\": \"yes\"}", at);
        if (user % 3 == 0) {
          insert(database, "funnel_completion", "u" + user, later, "{\"ok\": true}");
        }
        if (user % 10 == 0) {
          insert(database, "referral_codes", "CODE" + user, "u" + user, user % 7, at);
        } else {
          var code = "CODE" + user / 10 * 10;
          insert(database, "referral_usage_log", user, code, "u" + user, later);
          if (user % 2 == 0) {
            insert(database, "referral_tracking", user, code, "u" + user / 10 * 10, "u" + user, later);
          }
        }
      }
      insert(database, "analysis_queue", 1, "u1", "processing", 5, 2, 1, stamp(today, 86_400), null, null, null);
      insert(database, "analysis_chunks", 1, 1, 0, 100, "completed", stamp(today, 86_000), stamp(today, 85_000),
          "{\"n\": 1}", null);
      tweets(database, 0, tweets, users, today);
      database.commit();
    }
  }

  /// Rows that come, and one that changes.
  static void goOn(Path file, int from, int tweets, Instant today) throws SQLException {
    try (var database = open(file); var statement = database.createStatement()) {
      database.setAutoCommit(false);
      tweets(database, from, tweets, 100, today);
      statement.execute("UPDATE users SET profile_data = '{\"name\": \"Renamed\"}', last_scraped = '"
          + stamp(today, 3_600) + "' WHERE id = 'u7'");
      database.commit();
    }
  }

  /// Two rows: one behind the last, and one with a lower key than others that were there before, as if it had been
  /// written first and committed last.
  static int insertLate(Path file, Instant today) throws SQLException {
    try (var database = open(file); var statement = database.createStatement()) {
      return statement.executeUpdate(
          "INSERT INTO referral_usage_log VALUES (10, 'CODE0', 'u10', '" + stamp(today, 50)
              + "'), ((SELECT max(id) + 1 FROM referral_usage_log), 'CODE0', 'u20', '" + stamp(today, 40) + "')");
    }
  }

  /// A row that changes.
  static void rename(Path file, String user, String name, Instant today, long secondsBefore) throws SQLException {
    try (var database = open(file); var update = database.prepareStatement(
        "UPDATE users SET profile_data = ?, last_scraped = ? WHERE id = ?")) {
      update.setString(1, "{\"name\": \"" + name + "\"}");
      update.setString(2, stamp(today, secondsBefore));
      update.setString(3, user);
      update.execute();
    }
  }

  private static void tweets(Connection database, int from, int count, int users, Instant today) throws SQLException {
    for (int tweet = from; tweet < from + count; tweet++) {
      insert(database, "tweets", "t" + tweet, "u" + tweet % users, "text \u2600 of " + tweet,
          stamp(today, 60 + tweet % 3_000_000), tweet % 4 == 0 ? null : "https://x.example/" + tweet, tweet % 2,
          "{\"likes\": " + tweet % 100 + ", \"retweets\": 2}", stamp(today, 30));
    }
  }

  private static String stamp(Instant today, long secondsBefore) {
    return STAMP.format(today.minusSeconds(secondsBefore));
  }

  private static void insert(Connection database, String table, @Nullable Object... values) throws SQLException {
    try (var insert = database.prepareStatement("INSERT INTO " + table + " VALUES ("
        + "?,".repeat(values.length).substring(0, 2 * values.length - 1) + ")")) {
      for (int i = 0; i < values.length; i++) {
        insert.setObject(i + 1, values[i]);
      }
      insert.execute();
    }
  }

  static long rows(Path file) throws SQLException {
    long rows = 0;
    for (var table : TABLES) {
      rows += Long.parseLong(ask(file, "SELECT count(*) FROM " + table));
    }
    return rows;
  }

  /// Other tests may have told of posts as well. By the database, in which a million rows take seconds; none is there
  /// twice, since each table has its key.
  static void assertSameRows(Path one, Path other) throws SQLException {
    try (var database = open(one); var attach = database.prepareStatement("ATTACH ? AS again")) {
      attach.setString(1, other.toString());
      attach.execute();
      for (var table : TABLES) {
        assertThat(texts(database, "SELECT * FROM main.%1$s EXCEPT SELECT * FROM again.%1$s LIMIT 10".formatted(table)))
            .as("of " + table + ", not as it was").isEmpty();
      }
    }
  }

  private static List<String> texts(Connection database, String sql) throws SQLException {
    try (var statement = database.createStatement(); var rows = statement.executeQuery(sql)) {
      var all = new ArrayList<String>();
      while (rows.next()) {
        var row = new StringBuilder();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.append(rows.getString(i)).append(';');
        }
        all.add(row.toString());
      }
      return all;
    }
  }

  static String ask(Path file, String sql) throws SQLException {
    try (var database = open(file); var statement = database.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  static Connection open(Path file) throws SQLException {
    return new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
  }
}
