package io.groundswell.command.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.DatabaseReach;
import io.groundswell.migration.SchemaLock;
import io.groundswell.migration.SchemaTrouble;
import io.groundswell.migration.ServiceSchema;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What the commands about the schema have in common: the database, the services, the form of the answer, and what
/// their exit codes say.
abstract class SchemaCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String REGISTRY_STANDS = "SELECT to_regclass('analytics.migration_registry') IS NOT NULL";

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final DatabaseReach database = new DatabaseReach();

  @Option(names = "--service", paramLabel = "NAME", split = ",",
      description = "Only of this service: ingest, metrics or trend. Default: all of them.")
  private final List<String> services = new ArrayList<>();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  /// Does the work, and says how it went.
  abstract int run(DataSource owner, List<ServiceSchema> schemas)
      throws SQLException, InterruptedException, IOException;

  @Override
  public final Integer call() throws SQLException, InterruptedException, IOException {
    for (var service : services) {
      if (!ServiceSchema.ORDER.contains(service)) {
        throw wrong("--service must be one of " + String.join(", ", ServiceSchema.ORDER) + ", and " + service
            + " is none");
      }
    }
    var owner = database.owner("groundswell db");
    var schemas = ServiceSchema.all(owner).stream()
        .filter(schema -> services.isEmpty() || services.contains(schema.service()))
        .toList();
    try {
      return run(owner, schemas);
    } catch (SchemaTrouble trouble) {
      throw CommandFailed.like(code(trouble.kind()), String.valueOf(trouble.getMessage()));
    } catch (UncheckedIOException files) {
      throw new CommandFailed(String.valueOf(files.getMessage()));
    } catch (FlywayException failed) {
      // What we threw within a migration comes out wrapped.
      for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
        if (cause instanceof SchemaTrouble trouble) {
          throw CommandFailed.like(code(trouble.kind()), String.valueOf(trouble.getMessage()));
        }
      }
      throw new CommandFailed(String.valueOf(failed.getMessage()).strip());
    }
  }

  static int code(SchemaTrouble.Kind kind) {
    return switch (kind) {
      case PENDING -> Exit.PENDING;
      case LOCK_TIMEOUT -> Exit.LOCK_TIMEOUT;
      case DRIFT -> Exit.DRIFT;
      case NOT_VERIFIED -> Exit.NOT_VERIFIED;
      case IRREVERSIBLE -> Exit.IRREVERSIBLE;
      case WOULD_LOSE_DATA -> Exit.WOULD_LOSE_DATA;
      case WRONG_QUESTION -> Exit.USAGE;
      case TAKEN_BACK -> Exit.FAILED;
      case OUTCOME_UNKNOWN -> Exit.UNAVAILABLE;
    };
  }

  /// The lock of all migrations, or trouble that says who has it.
  static SchemaLock lock(DataSource owner, int patienceSeconds) throws SQLException, InterruptedException {
    return SchemaLock.take(owner, Duration.ofSeconds(patienceSeconds));
  }

  /// Whether there is a registry; in a database that no service of this release has seen there is none.
  static boolean hasRegistry(Connection connection) throws SQLException {
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(REGISTRY_STANDS)) {
      rows.next();
      return rows.getBoolean(1);
    }
  }

  /// @throws CommandFailed where no migration was ever recorded
  static void requireRegistry(Connection connection) throws SQLException {
    if (!hasRegistry(connection)) {
      throw CommandFailed.like(Exit.PENDING, "no migration is recorded here: 'groundswell db up' makes the schema");
    }
  }

  boolean isJson() {
    return json;
  }

  void print(Object answer) {
    try {
      out().println(JSON.writeValueAsString(answer));
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
  }

  /// Progress, beside the answer.
  void tell(String line) {
    spec().commandLine().getErr().println("groundswell: " + line);
  }

  PrintWriter out() {
    return spec().commandLine().getOut();
  }

  ParameterException wrong(String rule) {
    return new ParameterException(spec().commandLine(), rule);
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec);
  }
}
