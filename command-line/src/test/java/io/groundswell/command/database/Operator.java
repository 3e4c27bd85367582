package io.groundswell.command.database;

import io.groundswell.command.CommandRun;
import io.groundswell.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// Somebody who runs `groundswell db` on a database of their own.
record Operator(TestPostgres.Database database) {

  static Operator ofAnEmptyDatabase() {
    return new Operator(TestPostgres.freshDatabase());
  }

  /// `groundswell db …`
  CommandRun db(String... arguments) {
    var all = new ArrayList<>(List.of("db"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--postgres", address(database)));
    return CommandRun.of(all.toArray(String[]::new));
  }

  /// The same for a command that wants a scratch database.
  CommandRun check(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--scratch", address(TestPostgres.freshDatabase())));
    return db(all.toArray(String[]::new));
  }

  /// The database as its owner reaches it.
  DataSource source() {
    var source = new PGSimpleDataSource();
    source.setUrl(database.jdbcUrl());
    source.setUser(database.user());
    source.setPassword(database.password());
    return source;
  }

  void run(String sql) throws SQLException {
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  String text(String sql) throws SQLException {
    try (var connection = database.connect(); var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  private static String address(TestPostgres.Database database) {
    return database.url().replace("//", "//" + database.user() + ":" + database.password() + "@");
  }
}
