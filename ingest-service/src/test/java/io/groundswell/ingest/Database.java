package io.groundswell.ingest;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.eclipse.microprofile.config.ConfigProvider;

/// The edge's database, as its owner.
public final class Database {

  private Database() {
  }

  public static Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:" + setting("url"), setting("user"), setting("password"));
  }

  public static void run(String sql) {
    try (var connection = connect(); var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The first column of the first row, as text.
  public static String ask(String sql) {
    try (var connection = connect(); var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String setting(String name) {
    return ConfigProvider.getConfig().getValue("groundswell.postgres." + name, String.class);
  }
}
