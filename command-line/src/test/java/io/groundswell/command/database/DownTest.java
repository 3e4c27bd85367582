package io.groundswell.command.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.migration.Catalogue;
import io.groundswell.migration.Catalogue.Item;
import io.groundswell.migration.Registry;
import io.groundswell.migration.SchemaLock;
import io.groundswell.migration.ServiceSchema;
import io.groundswell.migration.Upgrade;
import io.groundswell.migration.undo.TakeBack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
