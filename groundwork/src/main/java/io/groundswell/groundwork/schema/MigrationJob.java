package io.groundswell.groundwork.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.migration.AtStart;
import io.groundswell.migration.SchemaTrouble;
import io.groundswell.migration.ServiceSchema;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Objects;
import org.postgresql.ds.PGSimpleDataSource;

/// Brings one service's tables up to date and ends: for a Job that runs before a release, where services only wait
/// (`groundswell.schema.migrate-at-start=false`). It is in every service's image, beside the files that it runs, and
/// reads the settings that the service reads; but it is no Quarkus application, so it opens no port and joins no
/// consumer group.
///
/// Ends with 0 where all is done, with 1 where somebody has to look. While the database is away it waits; how long is
/// the Job's decision (`activeDeadlineSeconds`).
public final class MigrationJob {

  private static final String APPLICATION = "application.properties";
  private static final int ORDINAL_OF_APPLICATION = 250;
  private static final String DRIVER = "quarkus.datasource.jdbc.additional-jdbc-properties.";
  private static final int CONNECT_SECONDS = 10;
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String service;
  private final PGSimpleDataSource owner;
  private final PrintStream log;

  MigrationJob(SmallRyeConfig config, PrintStream log) throws SQLException {
    this.service = config.getValue("quarkus.flyway.table", String.class).replace("flyway_", "");
    this.owner = owner(config);
    this.log = log;
  }

  public static void main(String... arguments) throws IOException, SQLException, InterruptedException {
    // Or the libraries' log would complain of what it was not told, between our lines.
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    var log = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.exit(new MigrationJob(settings(), log).run());
  }

  /// The environment over the service's own properties over those that all services share, as Quarkus has it.
  private static SmallRyeConfig settings() throws IOException {
    var loader = MigrationJob.class.getClassLoader();
    var application = Objects.requireNonNull(loader.getResource(APPLICATION), "this is no service");
    return new SmallRyeConfigBuilder().forClassLoader(loader).addDefaultInterceptors().addSystemSources()
        .addPropertiesSources().addDiscoveredSources()
        .withSources(new PropertiesConfigSource(application, ORDINAL_OF_APPLICATION)).build();
  }

  private static PGSimpleDataSource owner(SmallRyeConfig config) throws SQLException {
    var source = new PGSimpleDataSource();
    source.setUrl(config.getValue("quarkus.datasource.jdbc.url", String.class));
    source.setUser(config.getValue("quarkus.datasource.username", String.class));
    source.setPassword(config.getValue("quarkus.datasource.password", String.class));
    source.setApplicationName("groundswell migration");
    source.setConnectTimeout(CONNECT_SECONDS);
    for (var name : config.getPropertyNames()) {
      if (name.startsWith(DRIVER)) {
        source.setProperty(name.substring(DRIVER.length()), config.getValue(name, String.class));
      }
    }
    return source;
  }

  int run() throws InterruptedException {
    var schema = ServiceSchema.of(service, owner, "db");
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        int done = AtStart.migrate(owner, schema, line -> say("WARN", line));
        say("INFO", "schema analytics is as " + service + "-service needs it, " + done + " migrations were run");
        return 0;
      } catch (SQLException | RuntimeException failure) {
        // What an operator took back does not come again by waiting, and a Job that waits for ever is seen by nobody.
        if (failure instanceof SchemaTrouble || !Migrator.isPassing(failure)) {
          say("ERROR", "the migrations of " + service + "-service cannot be done: " + failure.getMessage());
          return 1;
        }
        say("WARN", "migrations not done, trying again in " + pause + " ms: " + failure.getMessage());
        Thread.sleep(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  private void say(String level, String message) {
    try {
      log.println(JSON.writeValueAsString(JSON.createObjectNode()
          .put("timestamp", InstantSource.system().instant().toString()).put("level", level).put("message", message)
          .put("service", service + "-service")));
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
  }
}
