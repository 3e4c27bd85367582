package io.groundswell.command.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.migration.Catalogue;
import io.groundswell.migration.Catalogue.Item;
import io.groundswell.migration.Registry;
import io.groundswell.migration.SchemaLock;
import io.groundswell.migration.SchemaTrouble;
import io.groundswell.migration.ServiceSchema;
import io.groundswell.migration.Upgrade;
import io.groundswell.migration.undo.TakeBack;
import io.groundswell.testkit.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/// Every migration of every service, those that nobody has written yet included, goes down and up again without a loss.
class DownTest {

  private final Operator operator = Operator.ofAnEmptyDatabase();

  @TempDir
  private Path directory;

  @Test
  void whatIsUpGoesDownAndUpAgainWithEveryRow() throws Exception {
    operator.db("up");
    Catalogue catalogue;
    Map<String, String> rows;
    try (var connection = operator.database().connect()) {
      var filler = new Filler(connection);
      assertThat(filler.fill())
          .as("tables that no row could be made for: put INSERTs into command-line/src/test/resources/fill/<table>.sql")
          .isEmpty();
      catalogue = Catalogue.read(connection);
      rows = filler.rows();
    }

    var refused = operator.db("down", "--to", "0");
    assertThat(refused.err()).contains("rows would be lost", "--keep DIR");
    assertThat(refused.exitCode()).isEqualTo(15);
    try (var connection = operator.database().connect()) {
      assertThat(new Filler(connection).rows()).isEqualTo(rows);
    }

    var down = operator.db("down", "--to", "0", "--keep", directory.toString());
    assertThat(down.err()).as("each V file has its U file, which takes back all of it").isEmpty();
    assertThat(down.exitCode()).isZero();
    try (var connection = operator.database().connect()) {
      assertThat(Catalogue.read(connection).objects()).as("left behind by the undo files").isEmpty();
    }

    var without = operator.db("up");
    assertThat(without.exitCode()).isEqualTo(15);
    assertThat(without.err()).contains("--restore DIR brings them back");
    assertThat(operator.db("up", "--restore", directory.resolve("elsewhere").toString()).exitCode()).isNotZero();

    var up = operator.db("up", "--restore", directory.toString());
    assertThat(up.err()).contains(" rows are back").hasLineCount(1);
    assertThat(up.exitCode()).isZero();
    try (var connection = operator.database().connect()) {
      assertThat(Catalogue.read(connection).objects()).isEqualTo(catalogue.objects());
      assertThat(new Filler(connection).rows()).isEqualTo(rows);
    }
    assertThat(operator.db("status", "--history").out()).contains(" down ", " up ");
  }

  @Test
  void everyUndoFileLeavesWhatStoodBeforeItsMigration() throws Exception {
    var source = operator.source();
    var stood = new ArrayList<>(List.of(new Catalogue(new TreeMap<>())));
    try (var lock = SchemaLock.take(source)) {
      new Upgrade(lock, (connection, file, change, took) -> stood.add(Catalogue.read(connection)), 0, told -> {
      }).run(ServiceSchema.all(source), null, null);
    }
    var wrong = new TreeMap<Item, String>();
    try (var connection = source.getConnection()) {
      for (var entry : new ArrayList<>(new Registry(connection).states().values()).reversed()) {
        stood.removeLast();
        new TakeBack(source, directory, 0, told -> {
        }).run(List.of(entry));
        var change = stood.getLast().to(Catalogue.read(connection));
        // What one leaves, those after it have too.
        change.made().forEach((item, definition) -> wrong.putIfAbsent(item,
            entry.label() + " leaves it as " + definition));
        change.removed().forEach(item -> wrong.putIfAbsent(item, entry.label() + " takes it with it"));
      }
    }
    assertThat(wrong).as("put it right in the U file").isEmpty();
  }

  @Test
  void takesBackTheLastOneAndKeepsOnlyWhatWouldGo() throws Exception {
    operator.db("up", "--service", "metrics", "--to", "2.1.0");
    operator.run("""
        INSERT INTO analytics.accounting (minute, stored, duplicate, quarantined, organization_id, kpartition, source,
          conflict)
        VALUES (now(), 1, 0, 0, 1, 0, 'a', 0), (now(), 7, 0, 0, 1, 0, 'b', 3)""");

    assertThat(operator.db("down").err()).contains("metrics 2.1.0: 1 rows of accounting");
    var down = operator.db("down", "--keep", directory.toString());
    assertThat(down.err()).isEmpty();
    assertThat(down.out()).contains("1 rows are kept");
    assertThat(Files.readString(directory.resolve("metrics-2.1.0/accounting.copy"))).hasLineCount(1);

    // Stored while it was away, by a service of before.
    operator.run("INSERT INTO analytics.accounting VALUES (now(), 9, 0, 0, 1, 0, 'c')");
    assertThat(operator.db("up", "--service", "metrics", "--to", "2.1.0", "--restore", directory.toString()).exitCode())
        .isZero();
    assertThat(operator.text("SELECT string_agg(source || stored || conflict, ',' ORDER BY source) "
        + "FROM analytics.accounting")).isEqualTo("a10,b73,c90");
  }

  @Test
  void neitherDoesForceUpLeaveRowsBehindOfWhichNobodySpoke() throws Exception {
    keptRowOfAccounting();

    var without = operator.db("force-up", "--service", "metrics", "--reason", "in a hurry");
    assertThat(without.exitCode()).isEqualTo(15);
    assertThat(without.err()).contains("1 rows were kept", "--restore DIR brings them back");
    assertThat(operator.text("SELECT count(*) FROM analytics.migration_state WHERE action = 'forced'")).isEqualTo("0");

    var forced = operator.db("force-up", "--service", "metrics", "--reason", "in a hurry", "--restore",
        directory.toString());
    assertThat(forced.err()).isEqualTo("groundswell: 1 rows are back\n");
    assertThat(operator.text("SELECT string_agg(source || conflict, ',') FROM analytics.accounting")).isEqualTo("b3");
  }

  private void keptRowOfAccounting() throws Exception {
    aRowOfAccounting();
    assertThat(operator.db("down", "--keep", directory.toString()).exitCode()).isZero();
  }

  private void aRowOfAccounting() throws Exception {
    operator.db("up", "--service", "metrics", "--to", "2.1.0");
    operator.run("""
        INSERT INTO analytics.accounting (minute, stored, duplicate, quarantined, organization_id, kpartition, source,
          conflict)
        VALUES (now(), 7, 0, 0, 1, 0, 'b', 3)""");
  }

  /// The server commits, and the connection dies before it says so: the files are the only copy.
  @Test
  void rowsThatWereKeptStayWhereTheAnswerToTheCommitIsLost() throws Exception {
    aRowOfAccounting();
    var told = new ArrayList<String>();
    try (var wire = new Wire(operator.database().host(), operator.database().port())) {
      wire.nextCommits(1, Wire.Commit.LOSES_ITS_ANSWER);

      var steps = takeBackBy(wire, told);

      assertThat(wire.faultsLeft()).isZero();
      assertThat(steps).singleElement().extracting(TakeBack.Step::keptRows).isEqualTo(1L);
    }
    assertThat(told).singleElement().asString().contains("did not confirm what it was to commit");
    assertThat(operator.text("SELECT action FROM analytics.migration_state WHERE version = '2.1.0'")).isEqualTo("down");
    assertThat(operator.db("up", "--service", "metrics", "--to", "2.1.0", "--restore", directory.toString()).exitCode())
        .isZero();
    assertThat(operator.text("SELECT string_agg(source || conflict, ',') FROM analytics.accounting")).isEqualTo("b3");
  }

  @Test
  void whatWasWrittenForACommitThatNeverArrivedIsTakenAwayAgain() throws Exception {
    aRowOfAccounting();
    try (var wire = new Wire(operator.database().host(), operator.database().port())) {
      wire.nextCommits(1, Wire.Commit.NEVER_ARRIVES);
      assertThatThrownBy(() -> takeBackBy(wire, new ArrayList<>())).isInstanceOf(SQLException.class);
      assertThat(wire.faultsLeft()).isZero();
    }
    assertThat(directory).isEmptyDirectory();
    assertThat(operator.text("SELECT string_agg(source || conflict, ',') FROM analytics.accounting")).isEqualTo("b3");
  }

  @Test
  void aServerThatCannotSayHowACommitEndedLeavesTheFilesAlone() throws Exception {
    aRowOfAccounting();
    try (var wire = new Wire(operator.database().host(), operator.database().port())) {
      wire.nextCommits(1, Wire.Commit.LOSES_ITS_ANSWER);
      var asked = new ArrayList<String>();
      assertThatThrownBy(() -> new TakeBack(through(wire), directory, 0, line -> {
        asked.add(line);
        wire.cut();
      }, Duration.ofSeconds(1)).run(standing())).isInstanceOf(SchemaTrouble.class).hasMessageContainingAll(
          "nobody can say",
          "metrics-2.1.0", "the only copy");
      assertThat(asked).hasSize(1);
    }
    assertThat(directory.resolve("metrics-2.1.0/accounting.copy")).exists();
  }

  private List<TakeBack.Step> takeBackBy(Wire wire, List<String> told) throws Exception {
    return new TakeBack(through(wire), directory, 0, told::add).run(standing());
  }

  private List<Registry.Entry> standing() throws SQLException {
    try (var connection = operator.database().connect()) {
      return List.of(Objects.requireNonNull(new Registry(connection).states().get("metrics 2.1.0")));
    }
  }

  private DataSource through(Wire wire) {
    var source = new PGSimpleDataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:" + wire.port() + "/" + operator.database().name());
    source.setUser(operator.database().user());
    source.setPassword(operator.database().password());
    return source;
  }

  @Test
  void noUndoFileIsNeededAtHandSinceTheRegistryHasIt() throws Exception {
    operator.db("up", "--service", "trend");
    assertThat(operator.text("SELECT undo_sql FROM analytics.migration_state WHERE version = '2.0.1'"))
        .contains("DROP TABLE analytics.trend_cache");
    operator.run("UPDATE analytics.migration_registry SET undo_sql = NULL WHERE version = '2.3.0'");

    var down = operator.db("down", "--service", "trend", "--to", "2.0.1");
    assertThat(down.exitCode()).isEqualTo(14);
    assertThat(down.err()).contains("trend 2.3.0", "has no undo file");
    assertThat(operator.db("status", "--service", "trend").exitCode()).as("all or nothing").isZero();
  }

  @Test
  void aTableThatIsInUseIsLeftAlone() throws Exception {
    operator.db("up", "--service", "trend");
    try (var other = operator.database().connect(); var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT * FROM analytics.trend_call");

      var down = operator.db("down", "--service", "trend", "--to", "2.4.0", "--retries", "0");
      assertThat(down.exitCode()).isEqualTo(13);
    }
    assertThat(operator.db("down", "--service", "trend", "--to", "2.4.0").exitCode()).isZero();
  }
}
