package io.groundswell.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What stands in the schema: tables, columns, indexes, constraints, views, functions, triggers, policies, grants.
///
/// @param objects by [Item], its definition as text
public record Catalogue(SortedMap<Item, String> objects) {

  private static final String READ = "SELECT kind, name, definition FROM analytics.schema_catalogue()";

  /// One thing in the schema.
  ///
  /// @param kind `table`, `column`, `index` …
  /// @param name within the schema: `posts`, `posts.title` …
  public record Item(String kind, String name) implements Comparable<Item> {

    @Override
    public int compareTo(Item other) {
      int byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : name.compareTo(other.name);
    }

    @Override
    public String toString() {
      return kind + " " + name;
    }
  }

  /// What a migration did to it.
  ///
  /// @param made what is new or other than before
  /// @param changed those of them that were there before
  public record Change(SortedMap<Item, String> made, SortedSet<Item> changed, SortedSet<Item> removed) {
  }

  public Catalogue {
    objects = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
  }

  /// As it stands; sees what its own transaction has done.
  public static Catalogue read(Connection connection) throws SQLException {
    var objects = new TreeMap<Item, String>();
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(READ)) {
      while (rows.next()) {
        objects.put(new Item(rows.getString(1), rows.getString(2)), rows.getString(3));
      }
    }
    return new Catalogue(objects);
  }

  /// What happened from this one to a later one.
  public Change to(Catalogue later) {
    var made = new TreeMap<Item, String>();
    var changed = new TreeSet<Item>();
    later.objects.forEach((item, definition) -> {
      var before = objects.get(item);
      if (!definition.equals(before)) {
        made.put(item, definition);
        if (before != null) {
          changed.add(item);
        }
      }
    });
    var removed = new TreeSet<>(objects.keySet());
    removed.removeAll(later.objects.keySet());
    return new Change(made, changed, removed);
  }
}
