package io.groundswell.command.compare;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// In the old table a username is one user's. On the platform it passes from one to another, and who had it before may
/// not have been heard of since. It is theirs of whom it was told last; the other is written as `name~id`, which no
/// platform takes for a name.
final class Usernames implements AutoCloseable {

  private final PreparedStatement tell;
  private final PreparedStatement holder;
  private final PreparedStatement rename;
  /// Without a name of their own: the name that was told of them, by their ids.
  private final SortedMap<String, String> without = new TreeMap<>();

  Usernames(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE named (id TEXT PRIMARY KEY, at INTEGER)");
    }
    tell = connection.prepareStatement(
        "INSERT INTO temp.named (id, at) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at");
    holder = connection.prepareStatement(
        "SELECT u.id, n.at FROM users AS u LEFT JOIN temp.named AS n USING (id) WHERE u.username = ? AND u.id <> ?");
    rename = connection.prepareStatement("UPDATE users SET username = ? WHERE id = ?");
  }

  /// The name under which a user is to be written.
  String of(String id, String name, Instant time) throws SQLException {
    long at = ChronoUnit.MICROS.between(Instant.EPOCH, time);
    tell.setString(1, id);
    tell.setLong(2, at);
    tell.execute();
    without.remove(id);
    holder.setString(1, name);
    holder.setString(2, id);
    String other = null;
    long toldAt = 0;
    try (var rows = holder.executeQuery()) {
      if (rows.next()) {
        other = rows.getString(1);
        toldAt = rows.getLong(2);
      }
    }
    if (other == null) {
      return name;
    }
    var loser = toldAt > at ? id : other;
    without.put(loser, name);
    if (loser.equals(id)) {
      return substitute(name, id);
    }
    rename(other, substitute(name, other));
    return name;
  }

  /// Gives names back that are free again in the end.
  ///
  /// @return who is without one, and who has it
  List<String> settle() throws SQLException {
    var told = new ArrayList<String>();
    for (var each : without.entrySet()) {
      holder.setString(1, each.getValue());
      holder.setString(2, each.getKey());
      String other;
      try (var rows = holder.executeQuery()) {
        other = rows.next() ? rows.getString(1) : null;
      }
      if (other == null) {
        rename(each.getKey(), each.getValue());
      } else {
        told.add("the username " + each.getValue() + " was told of " + each.getKey() + " and, last, of " + other
            + ": the user " + each.getKey() + " is written as " + substitute(each.getValue(), each.getKey()));
      }
    }
    return told;
  }

  private void rename(String id, String name) throws SQLException {
    rename.setString(1, name);
    rename.setString(2, id);
    rename.execute();
  }

  private static String substitute(String name, String id) {
    return name + "~" + id;
  }

  @Override
  public void close() throws SQLException {
    tell.close();
    holder.close();
    rename.close();
  }
}
