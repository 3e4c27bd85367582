package io.groundswell.command.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.mapping.EventShape.Occasion;
import io.groundswell.command.mapping.Mapping;
import io.groundswell.command.mapping.Rows;
import io.groundswell.testkit.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteConfig;

class TableSourceTest {

  private static final String MAPPING = """
      {"parts": {"told": {"key": "n", "query": "SELECT p.n, p.text, t.slug FROM posts AS p LEFT JOIN teams AS t ON t.id = p.team",
        "events": [{"type": "a", "time": "2026-01-01", "subject": "post/{n}", "data": {"text": "{text}"}}]},
       "elsewhere": {"optional": true, "key": "n", "query": "SELECT n FROM nowhere", "events": [
         {"type": "a", "time": "2026-01-01", "subject": "post/{n}"}]}}}""";

  @TempDir
  private Path directory = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void aDatabase() throws SQLException {
    file = directory.resolve("old.db");
    try (var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE teams (id INTEGER, slug TEXT)");
      statement.execute("INSERT INTO teams VALUES (1, 'red'), (2, 'blue')");
      statement.execute("CREATE TABLE posts (n INTEGER PRIMARY KEY, text TEXT, team INTEGER)");
      statement.execute("CREATE INDEX posts_team ON posts (team)");
      statement.execute("WITH RECURSIVE k (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM k WHERE n < 300) "
          + "INSERT INTO posts SELECT n, 'post ' || n, n % 3 FROM k");
    }
  }

  @Test
  void aQueryIsReadByItsKeyAsATableIs() {
    var mapping = Mapping.of(MAPPING, "test");
    try (var source = Source.open(file.toString(), mapping.hints())) {
      assertThat(mapping.against(source)).containsOnlyKeys("told");
      assertThat(source.columns("told")).containsExactly("n", "text", "slug");
      var first = source.next("told", "n", null, null, 100).rows();
      var second = source.next("told", "n", first.getLast().position(), "150", 100).rows();
      assertThat(first).hasSize(100);
      assertThat(second.getFirst().values().path("slug").asText()).isEqualTo("blue");
      assertThat(second.getLast().key()).isEqualTo("150");
      assertThat(source.size("told")).isNull();
      assertThatThrownBy(() -> source.next("told", null, null, null, 1)).isInstanceOf(CommandFailed.class)
          .hasMessageContaining("no key of one column");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, team, 0", "2, team, 0", "100, team, 0", "299, team, 0", "1, slug, red", "2, slug, red"})
  void rowsThatShareAKeyAreToldWhereverAPageEnds(int most, String key, String value) throws SQLException {
    try (var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE named (slug TEXT COLLATE NOCASE, n INTEGER)");
      statement.execute("INSERT INTO named VALUES ('blue', 1), ('red', 2), ('RED', 3)");
    }
    var part = key.equals("team") ? "posts" : "named";
    try (var source = Source.open(file.toString(), new Hints(null, Map.of()))) {
      assertThatThrownBy(() -> {
        for (var page = source.next(part, key, null, null, most); !page.isLast();) {
          page = source.next(part, key, page.end(), null, most);
        }
      }).isInstanceOf(CommandFailed.class)
          .hasMessageContaining("several rows of '" + part + "' have the '" + key + "' ")
          .message().containsIgnoringCase(key + "' " + value);
    }
  }

  @Test
  void aRowThatCameSinceWithTheLastKeyThatWasReadIsTold() throws SQLException {
    var hints = new Hints(null, Map.of());
    try (var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE seen (at TEXT, n INTEGER)");
      statement.execute("INSERT INTO seen VALUES ('2026-01-01', 1), ('2026-01-02', 2)");
      try (var source = Source.open(file.toString(), hints)) {
        assertThat(source.next("seen", "at", null, null, 10).end()).isEqualTo("2026-01-02");
      }
      statement.execute("INSERT INTO seen VALUES ('2026-01-02', 3), ('2026-01-03', 4)");
    }
    try (var source = Source.open(file.toString(), hints)) {
      assertThatThrownBy(() -> source.next("seen", "at", "2026-01-02", null, 10)).isInstanceOf(CommandFailed.class)
          .hasMessageContaining("several rows of 'seen' have the 'at' 2026-01-02");
      assertThat(source.next("seen", "at", "2026-01-01", "2026-01-01", 10).rows()).isEmpty();
    }
  }

  @Test
  void keysThatDifferOnlyInTheirCaseAreTwo() throws SQLException {
    var database = TestPostgres.freshDatabase();
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE words (word text COLLATE \"C\" PRIMARY KEY)");
      statement.execute("INSERT INTO words VALUES ('a'), ('A'), ('b')");
      statement
          .execute("CREATE COLLATION careless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
      statement.execute("CREATE TABLE careless (word text COLLATE careless)");
      statement.execute("INSERT INTO careless VALUES ('a'), ('A'), ('b')");
    }
    try (var source = Source.open(address(database), new Hints(null, Map.of()))) {
      assertThat(source.next("words", null, null, null, 2).rows()).extracting(SourceRow::key).containsExactly("A", "a");
      assertThatThrownBy(() -> source.next("careless", "word", null, null, 1)).isInstanceOf(CommandFailed.class)
          .hasMessageContaining("several rows of 'careless' have the 'word' ");
    }
  }

  @Test
  void aPageEndsWhereItsRowsAreLong() throws SQLException {
    var database = TestPostgres.freshDatabase();
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE books (n int PRIMARY KEY, text text, tree jsonb)");
      statement.execute("INSERT INTO books SELECT n, repeat('x', 500000), jsonb_build_object('words', "
          + "jsonb_build_array(repeat('y', 500000))) FROM generate_series(1, 30) AS n");
    }
    try (var source = Source.open(address(database), new Hints(null, Map.of()))) {
      var first = source.next("books", null, null, null, 100);
      assertThat(first.isLast()).isFalse();
      assertThat(first.size()).isEqualTo(9);
      var keys = new ArrayList<String>();
      Rows.each(source, "books", new Mapping.Part(null, false, false, Map.of(), List.of()), row -> keys.add(row.key()));
      assertThat(keys).hasSize(30).doesNotHaveDuplicates();
    }
  }

  private static String address(TestPostgres.Database database) {
    return database.url().replace("//", "//" + database.user() + ":" + database.password() + "@");
  }

  @Test
  void rowsThatAreNotAskedForBecomeNothing() {
    assertThat(subjects(Map.of("slug", "red"))).hasSize(100).startsWith("post/1", "post/4");
    assertThat(subjects(Map.of("slug", ""))).hasSize(100).startsWith("post/3", "post/6");
    assertThatThrownBy(() -> subjects(Map.of("colour", "red"))).isInstanceOf(CommandFailed.class)
        .hasMessageContaining("the column 'colour' of 'told'");
  }

  private ArrayList<String> subjects(Map<String, String> only) {
    var mapping = Mapping.of(MAPPING, "test").only(only);
    var subjects = new ArrayList<String>();
    try (var source = Source.open(file.toString(), mapping.hints())) {
      mapping.against(source).forEach((name, part) -> Rows.each(source, name, part, row -> Rows
          .events(part, row, new Occasion(name, "import/1", Instant.EPOCH), (reason, detail) -> subjects.add(reason))
          .forEach(event -> subjects.add(event.path("subject").asText()))));
    }
    return subjects;
  }

  @Test
  void aTableSaysWhatItTakes() throws SQLException {
    try (var source = Source.open(file.toString(), new Hints(null, Map.of()))) {
      var size = source.size("posts");
      assertThat(size).isNotNull();
      assertThat(size.table()).isPositive().isGreaterThan(size.index());
      assertThat(size.index()).isPositive();
    }
    var database = TestPostgres.freshDatabase();
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE \"Posts\" (n int PRIMARY KEY, day date)");
      statement.execute("INSERT INTO \"Posts\" SELECT n FROM generate_series(1, 1000) AS n");
      statement.execute("CREATE VIEW seen AS SELECT * FROM \"Posts\"");
      statement.execute("CREATE TABLE split (n int, day date) PARTITION BY RANGE (n)");
      statement.execute("CREATE TABLE split_1 PARTITION OF split FOR VALUES FROM (0) TO (1000)");
      statement.execute("INSERT INTO split SELECT n FROM generate_series(1, 900) AS n");
    }
    try (var source = Source.open(address(database), new Hints(null, Map.of()))) {
      assertThat(source.size("Posts")).isEqualTo(new Source.Size(
          Long.parseLong(ask(database, "SELECT pg_table_size('\"Posts\"')")),
          Long.parseLong(ask(database, "SELECT pg_indexes_size('\"Posts\"')"))));
      assertThat(source.size("split")).extracting(Source.Size::table)
          .isEqualTo(Long.parseLong(ask(database, "SELECT pg_table_size('split_1')")));
      assertThat(source.size("seen")).isNull();
      assertThat(source.columns("Posts")).containsExactly("n", "day");
      assertThat(source.next("Posts", null, "990", null, 100).rows()).hasSize(10);
    }
  }

  private static String ask(TestPostgres.Database database, String sql) throws SQLException {
    try (var connection = database.connect(); var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"DELETE FROM posts", "SELECT 1; DROP TABLE posts", "7"})
  void whatIsNoPlainQueryIsRefused(String query) {
    assertThatThrownBy(() -> Mapping.of("{\"parts\": {\"a\": {\"query\": \"" + query
        + "\", \"events\": [{\"type\": \"a\", \"time\": \"{t}\", \"subject\": \"a/b\"}]}}}", "test"))
        .isInstanceOf(CommandFailed.class).hasMessageContaining("one SELECT, without a semicolon");
  }

  @Test
  void aQueryThatFailsIsNamed() {
    var mapping = Mapping.of(MAPPING.replace("p.text", "p.words"), "test");
    try (var source = Source.open(file.toString(), mapping.hints())) {
      assertThatThrownBy(() -> mapping.against(source)).isInstanceOf(CommandFailed.class)
          .hasMessageContaining("the query of 'told' fails").hasMessageContaining("words");
    }
  }
}
