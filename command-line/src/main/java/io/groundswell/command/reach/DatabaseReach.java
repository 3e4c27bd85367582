package io.groundswell.command.reach;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.sandbox.DatabaseLogin;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options that name the database of a system, for an operator's commands: an instance of this machine by its
/// directory, any other by its address.
public final class DatabaseReach {

  private static final String CONNECT_SECONDS = "10";

  @Mixin
  private final DataDirectory dataDirectory = new DataDirectory();

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(names = "--postgres", paramLabel = "URL",
      description = "Database, instead of --data-dir: postgresql://user:password@host:port/database.")
  private @Nullable String postgres;

  /// A connection as the owner of the tables, to be closed.
  ///
  /// @throws CommandFailed where the database does not answer or refuses the login
  public Connection connect() {
    var login = login();
    var properties = new Properties();
    properties.setProperty("user", login.user());
    properties.setProperty("password", login.password());
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("ApplicationName", "groundswell offsets");
    try {
      return DriverManager.getConnection("jdbc:" + login.url(), properties);
    } catch (SQLException refused) {
      throw CommandFailed.unavailable("cannot reach the database at " + login.url() + ": " + refused.getMessage());
    }
  }

  /// The bootstrap servers of the same system, where its directory tells them; null where it was named by its database.
  public @Nullable String kafka() {
    return postgres == null ? dataDirectory.instance().kafka() : null;
  }

  private DatabaseLogin login() {
    if (postgres == null) {
      return DatabaseLogin.parse(dataDirectory.instance().postgres());
    }
    try {
      return DatabaseLogin.parse(postgres);
    } catch (IllegalArgumentException broken) {
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "--postgres: " + broken.getMessage());
    }
  }
}
