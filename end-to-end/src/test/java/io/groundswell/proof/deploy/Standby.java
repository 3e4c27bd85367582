package io.groundswell.proof.deploy;

import io.groundswell.proof.check.Database;
import io.groundswell.sandbox.backend.EmbeddedDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;

/// A server that follows another: a backup of it, and word of whom to follow.
final class Standby {

  private Standby() {
  }

  /// @param from the directory of the embedded server
  /// @param to where the copy lies
  static EmbeddedDatabase of(Database main, Path from, Path to) throws IOException, SQLException {
    var data = to.resolve("data");
    BaseBackup.copy(main, from.resolve("data"), data);
    Files.copy(from.resolve("password"), to.resolve("password"));
    Files.createFile(data.resolve("standby.signal"));
    var address = URI.create(main.url().substring("jdbc:".length()));
    Files.writeString(data.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=%s port=%d user=postgres password=%s'%n".formatted(address.getHost(),
            address.getPort(), main.password()),
        StandardOpenOption.APPEND);
    return EmbeddedDatabase.start(to, 0);
  }
}
