package io.groundswell.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/// The migrations of one service in one database: its files, and how far its history table says they were run.
public final class ServiceSchema {

  /// The services in the order in which their tables may lean on each other's; taken back in the other.
  public static final List<String> ORDER = List.of("ingest", "metrics", "trend");

  private static final String TABLE = "flyway_";
  // Versions that this release does not know yet are a newer release's, and no fault.
  private static final String[] NO_FAULT = {"*:pending", "*:future"};

  private final String service;
  private final Configuration settings;
  private final String root;

  private ServiceSchema(Configuration settings, String root) {
    this.service = settings.getTable().substring(TABLE.length());
    this.settings = settings;
    this.root = root;
  }

  /// As Flyway has been set up already: the service's own.
  public static ServiceSchema of(Flyway flyway) {
    return new ServiceSchema(flyway.getConfiguration(), "db");
  }

  /// From `<root>/migration` and `<root>/undo` on the class path.
  public static ServiceSchema of(String service, DataSource owner, String root) {
    var settings = Flyway.configure()
        .dataSource(owner)
        .locations("classpath:" + root + "/migration")
        .defaultSchema("analytics")
        .schemas("analytics")
        .createSchemas(false)
        .table(TABLE + service)
        .baselineOnMigrate(true)
        // 1, the default, would skip V1 in a schema that another service has already filled.
        .baselineVersion("0")
        .initSql("SET lock_timeout = '5s'");
    return new ServiceSchema(settings, root);
  }

  public String service() {
    return service;
  }

  /// All files that are at hand, the oldest first.
  public List<MigrationFile> files() {
    return all().stream().filter(found -> found.getState().isResolved()).map(this::file).toList();
  }

  /// Those that were run, also where the file is no longer at hand or not at hand yet.
  public List<MigrationInfo> applied() {
    return all().stream().filter(found -> found.getState().isApplied() && !found.getState().isFailed()).toList();
  }

  /// Those that are to be run, the next one first.
  public List<MigrationFile> pending() {
    return all().stream()
        .filter(found -> found.getState().isResolved() && !found.getState().isApplied())
        .map(this::file)
        .toList();
  }

  /// What is wrong between the files and the history: a file that was changed after it was run, or is missing.
  public List<String> faults() {
    var result = flyway(List.of(), null, false).validateWithResult();
    return result.invalidMigrations.stream()
        .map(invalid -> service + " " + invalid.version + ": " + firstLine(invalid.errorDetails.errorMessage))
        .toList();
  }

  /// Runs the pending ones, each in its own transaction.
  ///
  /// @param to up to this version, itself included; null for all
  /// @param forced also below a version that was run already, and with the history aligned to changed files before
  public void migrate(Callback watch, @Nullable String to, boolean forced) {
    var flyway = flyway(List.of(watch), to, forced);
    if (forced) {
      flyway.repair();
    }
    flyway.migrate();
  }

  private Flyway flyway(List<Callback> callbacks, @Nullable String to, boolean forced) {
    var copy = new FluentConfiguration(settings.getClassLoader()).configuration(settings)
        .ignoreMigrationPatterns(NO_FAULT)
        .outOfOrder(forced)
        .callbacks(callbacks.toArray(Callback[]::new));
    return (to == null ? copy : copy.target(to)).load();
  }

  private List<MigrationInfo> all() {
    return Arrays.stream(flyway(List.of(), null, false).info().all())
        // The baseline of an adopted schema is a row of the history, and no file.
        .filter(found -> found.getVersion() != null && !found.getType().isBaseline())
        .toList();
  }

  MigrationFile file(MigrationInfo found) {
    var script = found.getScript();
    var sql = text("migration/" + script);
    var version = found.getVersion().getVersion();
    var rest = script.substring(script.indexOf("__") + 2);
    String undoScript = null;
    String undoSql = null;
    for (var name : List.of("U" + version + "__rollback_" + rest, "U" + version + "__" + rest)) {
      var undo = text("undo/" + name);
      if (undo != null) {
        undoScript = name;
        undoSql = undo;
        break;
      }
    }
    return new MigrationFile(service, version, script, found.getChecksum(), sql == null ? "" : sql, undoScript, undoSql,
        text("verify/V" + version + ".sql"));
  }

  private @Nullable String text(String name) {
    try (var file = settings.getClassLoader().getResourceAsStream(root + "/" + name)) {
      return file == null ? null : new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Those of the three services, from the class path of the command line, in their order.
  public static List<ServiceSchema> all(DataSource owner) {
    var schemas = new ArrayList<ServiceSchema>();
    for (var service : ORDER) {
      schemas.add(of(service, owner, "schema/" + service));
    }
    return schemas;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
