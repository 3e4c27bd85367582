package io.groundswell.migration.undo;

import io.groundswell.migration.Catalogue;
import io.groundswell.migration.Catalogue.Item;
import io.groundswell.migration.undo.Kept.Extent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Where an undo takes rows, or parts of rows, with it: tables and columns that go, columns that change their type,
/// tables that it deletes from. Found by running it and rolling it back, so nobody has to declare it, and nobody can
/// forget to.
///
/// @param tables and how much of each is lost
/// @param columns of those tables of which only columns are lost
record Loss(Map<String, Extent> tables, Map<String, SortedSet<String>> columns) {

  // Of partitions the sum, under the name of the table.
  private static final String DELETED = """
      SELECT coalesce(root.relname, c.relname), sum(pg_stat_get_xact_tuples_deleted(c.oid))
      FROM pg_class c LEFT JOIN pg_class root ON c.relispartition AND root.oid = pg_partition_root(c.oid)
      WHERE c.relnamespace = 'analytics'::regnamespace AND c.relkind IN ('r', 'p')
      GROUP BY 1""";

  private static final String BEYOND_THE_TYPE = "( not null)?( identity .*)?( generated)?( default .*)?$";

  /// Runs the undo, looks what it did, and rolls it back.
  static Loss of(Connection connection, String undoSql) throws SQLException {
    var before = Catalogue.read(connection);
    var deletedBefore = deleted(connection);
    var rehearsal = connection.setSavepoint();
    try (var statement = connection.createStatement()) {
      statement.execute(undoSql);
      var after = Catalogue.read(connection);
      var deletedAfter = deleted(connection);
      return between(before, after, deletedBefore, deletedAfter);
    } finally {
      connection.rollback(rehearsal);
    }
  }

  private static Loss between(Catalogue before, Catalogue after, Map<String, Long> deletedBefore,
      Map<String, Long> deletedAfter) {
    var tables = new TreeMap<String, Extent>();
    var columns = new HashMap<String, SortedSet<String>>();
    var change = before.to(after);
    for (var item : change.removed()) {
      if (item.kind().equals("table")) {
        tables.put(item.name(), Extent.TABLE);
      }
    }
    deletedAfter.forEach((table, count) -> {
      if (count > deletedBefore.getOrDefault(table, 0L) && before.objects().containsKey(new Item("table", table))) {
        tables.putIfAbsent(table, Extent.DELETED);
      }
    });
    before.objects().forEach((item, definition) -> {
      int dot = item.name().indexOf('.');
      if (!item.kind().equals("column") || dot < 0) {
        return;
      }
      var table = item.name().substring(0, dot);
      var now = after.objects().get(item);
      if (before.objects().containsKey(new Item("table", table)) && tables.get(table) != Extent.TABLE
          && tables.get(table) != Extent.DELETED
          && (now == null ? !isWorkedOut(definition) : !type(now).equals(type(definition)))) {
        tables.put(table, Extent.COLUMNS);
        columns.computeIfAbsent(table, first -> new TreeSet<>()).add(item.name().substring(dot + 1));
      }
    });
    return new Loss(tables, columns);
  }

  /// Whether the column is made of others of its row: with it nothing is lost.
  private static boolean isWorkedOut(String definition) {
    var beyond = definition.substring(type(definition).length());
    return beyond.startsWith(" generated") || beyond.startsWith(" not null generated");
  }

  private static String type(String definition) {
    return definition.replaceFirst(BEYOND_THE_TYPE, "");
  }

  private static Map<String, Long> deleted(Connection connection) throws SQLException {
    var deleted = new LinkedHashMap<String, Long>();
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(DELETED)) {
      while (rows.next()) {
        deleted.put(rows.getString(1), rows.getLong(2));
      }
    }
    return deleted;
  }
}
