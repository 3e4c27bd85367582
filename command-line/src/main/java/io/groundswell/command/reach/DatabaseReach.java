package io.groundswell.command.reach;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.sandbox.DatabaseLogin;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options that name the database of a system, for an operator's commands: an instance of this machine by its
/// directory, any other by its address.
public final class DatabaseReach {

  private static final String CONNECT_SECONDS = "10";
  private static final String USER = "GROUNDSWELL_POSTGRES_USER";
  private static final String PASSWORD = "GROUNDSWELL_POSTGRES_PASSWORD";
  private static final String PASSWORD_FILE = "GROUNDSWELL_POSTGRES_PASSWORD_FILE";

  @Mixin
  private final DataDirectory dataDirectory = new DataDirectory();

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(names = "--postgres", paramLabel = "URL",
      description = {"Database, instead of --data-dir: postgresql://user:password@host:port/database.",
          "Without user and password they are those of GROUNDSWELL_POSTGRES_USER and GROUNDSWELL_POSTGRES_PASSWORD "
              + "(or …_PASSWORD_FILE)."})
  private @Nullable String postgres;

  @Option(names = "--user", paramLabel = "NAME", description = "Login, where --postgres names none.")
  private @Nullable String user;

  @Option(names = "--password-file", paramLabel = "FILE",
      description = "A file that holds the password, where --postgres has none.")
  private @Nullable Path passwordFile;

  /// A connection as the owner of the tables, to be closed.
  ///
  /// @throws CommandFailed where the database does not answer or refuses the login
  public Connection connect() {
    return connect(login());
  }

  /// The same of a database that is named by an address with a login.
  ///
  /// @throws CommandFailed where the address is none, and as above
  public static Connection connect(String address) {
    try {
      return connect(DatabaseLogin.parse(address));
    } catch (IllegalArgumentException broken) {
      throw CommandFailed.badData("Groundswell's database: " + broken.getMessage());
    }
  }

  private static Connection connect(DatabaseLogin login) {
    var properties = new Properties();
    properties.setProperty("user", login.user());
    properties.setProperty("password", login.password());
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    // A port that takes the connection and says nothing.
    properties.setProperty("loginTimeout", CONNECT_SECONDS);
    properties.setProperty("ApplicationName", "groundswell");
    try {
      return DriverManager.getConnection("jdbc:" + login.url(), properties);
    } catch (SQLException refused) {
      throw CommandFailed.unavailable("cannot reach the database at " + login.url() + ": " + refused.getMessage());
    }
  }

  /// The same as a source of connections, after one was made to see that it answers.
  ///
  /// @param program what the server knows them by
  /// @throws CommandFailed where the database does not answer or refuses the login
  public DataSource owner(String program) throws SQLException {
    var login = login();
    connect().close();
    var source = new PGSimpleDataSource();
    source.setUrl("jdbc:" + login.url());
    source.setUser(login.user());
    source.setPassword(login.password());
    source.setApplicationName(program);
    source.setConnectTimeout(Integer.parseInt(CONNECT_SECONDS));
    return source;
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
      return DatabaseLogin
          .parse(postgres.matches("postgres(ql)?://[^/@]*(/.*)?") ? withCredentials(postgres) : postgres);
    } catch (IllegalArgumentException broken) {
      throw wrong("--postgres: " + broken.getMessage());
    }
  }

  /// Those of the services' environment: a secret in a command line is seen by everybody on the machine.
  private String withCredentials(String address) {
    var name = user != null ? user : System.getenv(USER);
    var password = passwordFile != null ? read(passwordFile)
        : System.getenv(PASSWORD_FILE) != null ? read(Path.of(System.getenv(PASSWORD_FILE))) : System.getenv(PASSWORD);
    if (name == null || password == null) {
      throw wrong("--postgres names no user and password: put them into " + USER + " (or --user) and " + PASSWORD + ", "
          + PASSWORD_FILE + " or --password-file");
    }
    return address.replaceFirst("//", "//" + encoded(name) + ":" + encoded(password) + "@");
  }

  private String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw wrong("cannot read the password from " + file + ": " + unreadable.getMessage());
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private ParameterException wrong(String rule) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), rule);
  }
}
