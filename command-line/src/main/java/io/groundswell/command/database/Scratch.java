package io.groundswell.command.database;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.migration.check.Blueprint;
import io.groundswell.sandbox.DatabaseLogin;
import io.groundswell.sandbox.backend.EmbeddedDatabase;
import io.groundswell.sandbox.backend.Keeper;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Option;

/// An empty database in which the migrations are run to see what they make: a server of our own for a moment, or one
/// that is named.
final class Scratch {

  @Option(names = "--scratch", paramLabel = "URL",
      description = "An empty database to run the migrations in, of the same version as the real one, to see what they "
          + "make. Default: a PostgreSQL of our own, for the length of the command.")
  private @Nullable String url;

  /// What the files make up to these versions, by service.
  Blueprint blueprint(Map<String, String> upTo) throws SQLException, IOException {
    if (url != null) {
      try {
        return Blueprint.draw(source(DatabaseLogin.parse(url)), upTo);
      } catch (IllegalArgumentException broken) {
        throw new CommandFailed("--scratch: " + broken.getMessage());
      }
    }
    var directory = Files.createTempDirectory("groundswell-scratch-");
    try (var keeper = Keeper.database(directory, 0, directory.resolve("keeper.log"),
        List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", Keeper.EPHEMERAL))) {
      var facts = keeper.facts();
      return Blueprint.draw(source(new DatabaseLogin("postgresql://127.0.0.1:" + facts.get(0) + "/"
          + EmbeddedDatabase.NAME, EmbeddedDatabase.NAME, facts.get(1))), upTo);
    }
  }

  private static DataSource source(DatabaseLogin login) {
    var source = new PGSimpleDataSource();
    source.setUrl("jdbc:" + login.url());
    source.setUser(login.user());
    source.setPassword(login.password());
    return source;
  }
}
