package io.groundswell.command.reach;

import io.groundswell.command.manners.CommandFailed;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options that name the database of a system, for an operator's commands: an instance of this machine by its
/// directory, any other by address and login.
public final class DatabaseReach {

  private static final String CONNECT_SECONDS = "10";

  @Mixin
  private final DataDirectory dataDirectory = new DataDirectory();

  @Option(names = "--postgres", paramLabel = "URL",
      description = "Database, instead of --data-dir, for instance postgresql://localhost:5432/groundswell.")
  private @Nullable String postgres;

  @Option(names = "--user", paramLabel = "USER", defaultValue = "${env:PGUSER:-groundswell}",
      description = "Login with --postgres. Default: the environment's PGUSER, else groundswell.")
  private String user = "";

  @Option(names = "--password", paramLabel = "PASSWORD", defaultValue = "${env:PGPASSWORD}",
      description = "Its password. Default: the environment's PGPASSWORD.")
  private @Nullable String password;

  /// A connection as the owner of the tables, to be closed.
  ///
  /// @throws CommandFailed where the database does not answer or refuses the login
  public Connection connect() {
    var instance = postgres == null ? RunningInstance.in(dataDirectory.path()) : null;
    var properties = new Properties();
    properties.setProperty("user", instance == null ? user : instance.postgresUser());
    var secret = instance == null ? password : instance.postgresPassword();
    if (secret != null) {
      properties.setProperty("password", secret);
    }
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("ApplicationName", "groundswell offsets");
    var url = instance == null ? postgres : instance.postgres();
    try {
      return DriverManager.getConnection("jdbc:" + url, properties);
    } catch (SQLException refused) {
      throw CommandFailed.unavailable("cannot reach the database at " + url + ": " + refused.getMessage());
    }
  }
}
