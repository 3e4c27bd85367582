package io.groundswell.proof.bench;

import io.groundswell.proof.Whereabouts;
import io.groundswell.proof.faults.Scene;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;

/// Two old systems brought in by `groundswell import`, each into a system of its own, beside what reading the source
/// alone takes.
final class MoveBench {

  /// A profile and a post of about 3 KB, as JSONB holds them.
  private static final String POSTS = """
      CREATE TABLE public.sora_posts AS SELECT 'p' || n AS id,
        jsonb_build_object('text', 'post ' || n || repeat(' some words', 20), 'posted_at',
          extract(epoch FROM now())::bigint - n * 30, 'permalink', 'https://sora.example/p/' || n, 'like_count', n %% 1000,
          'view_count', n * 3, 'remix_count', n %% 7, 'width', 640, 'height', 352, 'generation_id', 'gen_' || n, 'task_id',
          'task_' || n, 'video_url', 'https://cdn.example/' || md5(n::text) || '.mp4', 'thumbnail_url',
          'https://cdn.example/' || md5(n::text) || '.webp', 'attachments', (SELECT jsonb_agg(md5((n * i)::text))
          FROM generate_series(1, 30) AS i)) AS post,
        jsonb_build_object('user_id', 'c' || n %% %2$d, 'username', 'maker' || n %% %2$d, 'display_name',
          'Maker ' || n %% %2$d, 'profile_picture_url', 'https://cdn.example/' || md5((n %% %2$d)::text), 'permalink',
          'https://sora.example/' || n %% %2$d, 'verified', n %% 9 = 0, 'follower_count', n %% %2$d, 'following_count',
          n %% 100, 'post_count', 2, 'about', (SELECT jsonb_agg(md5((n * i)::text)) FROM generate_series(1, 8) AS i)) AS profile,
        now() - make_interval(secs => n * 30) AS indexed_at
      FROM generate_series(1, %1$d) AS n""";
  private static final int SECONDS_PER_ROW = 2;

  private final Consumer<String> progress;

  MoveBench(Consumer<String> progress) {
    this.progress = progress;
  }

  private interface Maker {

    /// @return the source as the command line takes it
    String make(Whereabouts place) throws SQLException, IOException;
  }

  private interface Reading {

    void read(Whereabouts place) throws SQLException, IOException;
  }

  Section posts(int posts) throws IOException, InterruptedException, SQLException {
    int creators = Math.max(1, (int) (posts * 29_064L / 57_166));
    return move("Posts", posts, place -> {
      run(place, String.format(Locale.ROOT, POSTS, posts, creators));
      run(place, "ALTER TABLE public.sora_posts ADD PRIMARY KEY (id)");
      var database = place.database();
      return database.url().replace("jdbc:postgresql://",
          "postgresql://" + database.user() + ":" + database.password() + "@");
    }, place -> run(place, "CREATE TABLE public.copied AS SELECT * FROM public.sora_posts"),
        posts + " rows of JSONB with the profiles of " + creators + " creators inside; the reference is a copy of the "
            + "table within the database.",
        "--mapping", mapping("sora-jsonb"));
  }

  Section tweets(int tweets) throws IOException, InterruptedException, SQLException {
    var file = Files.createTempDirectory("move-bench").resolve("twitter.db");
    try {
      return move("Tweets", tweets, place -> {
        fill(file, tweets);
        return file.toString();
      }, place -> readAll(file), tweets + " tweets of " + Math.max(1, tweets / 50)
          + " users in SQLite, every row kept whole for the way back; the reference reads every row of them.",
          "--mapping", mapping("twitter-sqlite"));
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(file.getParent());
    }
  }

  private Section move(String what, int rows, Maker maker, Reading reference, String about, String... further)
      throws IOException, InterruptedException, SQLException {
    try (var sandbox = Sandbox.start(SandboxOptions.ephemeral(), Progress.SILENT)) {
      var place = new Scene(sandbox).whereabouts();
      var source = maker.make(place);
      progress.accept(rows + " rows are made");
      long asked = System.nanoTime();
      reference.read(place);
      double read = (System.nanoTime() - asked) / 1e9;
      long began = System.nanoTime();
      var importing = ImportBench.start(source, sandbox.instance().dataDir(), further);
      int exit = importing.waitFor();
      double sent = (System.nanoTime() - began) / 1e9;
      double stored = ImportBench.rest(place, began) / 1e9;
      progress.accept("stored after " + Section.number(stored) + " s");
      return new Section(what, List.of("what", "figure"), List.of(
          List.of("rows", Section.number(rows)),
          List.of("exit code of the command", Integer.toString(exit)),
          List.of("posts stored", count(place)),
          List.of("seconds until all were planned and sent", Section.number(sent)),
          List.of("seconds until all were stored", Section.number(stored)),
          List.of("rows/s, from the start to the last one stored", Section.number(rows / stored)),
          List.of("seconds of the reference", Section.number(read))), List.of(about));
    } finally {
      for (var word : further) {
        if (word.endsWith(".json")) {
          Files.deleteIfExists(Path.of(word));
        }
      }
    }
  }

  private static String count(Whereabouts place) throws SQLException {
    try (var connection = place.database().connect(); var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM analytics.posts")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void run(Whereabouts place, String sql) throws SQLException {
    try (var connection = place.database().connect(); var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String mapping(String name) throws IOException, InterruptedException {
    var file = Files.createTempFile("mapping", ".json");
    var command = Path.of(System.getProperty("groundswell.root", ".")).resolve("groundswell").toString();
    var builder = new ProcessBuilder(command, "import", "mapping", name).redirectOutput(file.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("GROUNDSWELL_BUILD", "never");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    int exit = builder.start().waitFor();
    if (exit != 0) {
      throw new IOException("groundswell import mapping " + name + " ended with " + exit);
    }
    return file.toString();
  }

  private static void fill(Path file, int tweets) throws SQLException {
    var today = InstantSource.system().instant().truncatedTo(ChronoUnit.DAYS);
    try (var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (var table : List.of(
          "users (id TEXT PRIMARY KEY, username TEXT, profile_data TEXT, profile_picture_url TEXT, "
              + "last_scraped TEXT, created_at TEXT)",
          "tweets (id TEXT PRIMARY KEY, user_id TEXT, text TEXT, created_at TEXT, url TEXT, is_reply INTEGER, "
              + "metadata TEXT, created_in_db TEXT)",
          "personality_analysis (id TEXT PRIMARY KEY, user_id TEXT, traits TEXT, interests TEXT, "
              + "communication_style TEXT, analyzed_at TEXT)",
          "funnel_progress (user_id TEXT PRIMARY KEY, current_command_index INTEGER, completed_commands TEXT, "
              + "command_responses TEXT, last_updated TEXT)",
          "funnel_completion (user_id TEXT PRIMARY KEY, completed_at TEXT, completion_data TEXT)",
          "referral_tracking (id INTEGER PRIMARY KEY, referral_code TEXT, referrer_user_id TEXT, "
              + "referred_user_id TEXT, used_at TEXT)",
          "referral_codes (code TEXT PRIMARY KEY, owner_user_id TEXT, usage_count INTEGER, created_at TEXT)",
          "referral_usage_log (id INTEGER PRIMARY KEY, referral_code TEXT, used_by_user_id TEXT, used_at TEXT)")) {
        statement.execute("CREATE TABLE " + table);
      }
      int users = Math.max(1, tweets / 50);
      statement.execute("WITH RECURSIVE n (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM n WHERE n + 1 < " + users
          + ") INSERT INTO users SELECT 'u' || n, 'name' || n, '{\"name\": \"Name ' || n || '\", \"followers_count\": ' "
          + "|| n || '}', NULL, datetime('" + today + "', '-1 days'), datetime('" + today + "', '-90 days') FROM n");
      statement.execute("WITH RECURSIVE n (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM n WHERE n + 1 < " + tweets
          + ") INSERT INTO tweets SELECT 't' || n, 'u' || (n % " + users
          + "), 'tweet number ' || n || ' that says something "
          + "about the weather, as long as they usually are, with #hashtag' || (n % 100), datetime('" + today
          + "', '-' || (n * "
          + SECONDS_PER_ROW + ") || ' seconds'), 'https://x.example/' || n, n % 2, '{\"likes\": ' || (n % 100) || "
          + "', \"retweets\": 2}', NULL FROM n");
      connection.commit();
    }
  }

  private static void readAll(Path file) throws SQLException {
    try (var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement(); var rows = statement.executeQuery("SELECT * FROM tweets")) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int i = 1; i <= columns; i++) {
          rows.getString(i);
        }
      }
    }
  }
}
