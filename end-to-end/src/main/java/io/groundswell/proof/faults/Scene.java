package io.groundswell.proof.faults;

import io.groundswell.contract.Pepper;
import io.groundswell.proof.Whereabouts;
import io.groundswell.proof.check.Database;
import io.groundswell.sandbox.Instance;
import io.groundswell.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/// A running sandbox, whose processes can be killed and which brings them back by itself.
public final class Scene {

  private static final int PATIENCE_MILLIS = 2_000;
  private static final Duration STORM_PAUSE = Duration.ofMillis(200);

  private static final String TERMINATE = """
      SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
      WHERE usename = current_user AND pid <> pg_backend_pid()""";

  private final Sandbox sandbox;
  private final Whereabouts whereabouts;

  public Scene(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.whereabouts = whereabouts(sandbox.instance());
  }

  public static Whereabouts whereabouts(Instance instance) {
    // postgresql://user:password@host:port/database
    var postgres = URI.create(instance.postgres());
    var login = postgres.getUserInfo().split(":", 2);
    var database =
        new Database("jdbc:postgresql://" + postgres.getHost() + ":" + postgres.getPort() + postgres.getPath(),
            login[0], login[1]);
    return new Whereabouts(url(instance, "ingest"), url(instance, "metrics"), url(instance, "trend"), instance.key(),
        database, instance.kafka(), pepper(instance));
  }

  private static Pepper pepper(Instance instance) {
    try {
      return Pepper.of(Files.readString(instance.dataDir().resolve("pepper")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI url(Instance instance, String service) {
    return service(instance, service).url();
  }

  private static Instance.ServiceState service(Instance instance, String name) {
    var state = instance.services().get(name);
    if (state == null) {
      throw new IllegalStateException("the sandbox has no service " + name);
    }
    return state;
  }

  public Whereabouts whereabouts() {
    return whereabouts;
  }

  /// The process that is the victim at the moment; for the database the server itself, not who watches it. 0 where
  /// there is none.
  public long pid(Victim victim) {
    var instance = sandbox.instance();
    long pid = switch (victim) {
      case INGEST, METRICS, TREND -> service(instance, victim.slug()).pid();
      case BROKER -> process(instance, "broker");
      case DATABASE -> process(instance, "postmaster");
    };
    return pid != 0 && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) ? pid : 0;
  }

  /// What the database server has logged so far.
  public String databaseLog() throws IOException {
    return Files.readString(sandbox.instance().dataDir().resolve("postgres/postgresql.log"));
  }

  /// Where metrics-service keeps its archive.
  public Path archive() {
    return sandbox.instance().dataDir().resolve("archive");
  }

  private static long process(Instance instance, String name) {
    var process = instance.processes().get(name);
    return process == null ? 0 : process.pid();
  }

  /// Ends every connection of the services to the database, again and again for so long.
  ///
  /// @return how many
  long storm(Duration lasting) throws InterruptedException {
    long ended = 0;
    long end = System.nanoTime() + lasting.toNanos();
    while (System.nanoTime() < end) {
      try (var connection = whereabouts.database().connect(); var statement = connection.createStatement();
          var rows = statement.executeQuery(TERMINATE)) {
        rows.next();
        ended += rows.getLong(1);
      } catch (SQLException away) {
        // A database that does not answer has no connections to end.
      }
      LockSupport.parkNanos(STORM_PAUSE.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return ended;
  }

  /// What a further replica of a service needs to know, as environment variables.
  public Map<String, String> environment() {
    return Map.of(
        "GROUNDSWELL_POSTGRES_URL", whereabouts.database().url().substring("jdbc:".length()),
        "GROUNDSWELL_POSTGRES_USER", whereabouts.database().user(),
        "GROUNDSWELL_POSTGRES_PASSWORD", whereabouts.database().password(),
        "GROUNDSWELL_KAFKA_BOOTSTRAP_SERVERS", whereabouts.bootstrapServers(),
        "GROUNDSWELL_ACCESS_PEPPER_FILE", sandbox.instance().dataDir().resolve("pepper").toString());
  }

  /// Whether the victim serves.
  public boolean isReady(Victim victim) {
    return switch (victim) {
      case INGEST, METRICS, TREND -> isHealthy(service(sandbox.instance(), victim.slug()).management());
      case BROKER -> brokerAnswers();
      case DATABASE -> databaseAnswers();
    };
  }

  private static boolean isHealthy(URI management) {
    try {
      var connection = (HttpURLConnection) management.resolve("/q/health/ready").toURL().openConnection();
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException away) {
      return false;
    }
  }

  private boolean brokerAnswers() {
    var settings = Map.<String, Object>of("bootstrap.servers", whereabouts.bootstrapServers(), "request.timeout.ms",
        PATIENCE_MILLIS, "default.api.timeout.ms", PATIENCE_MILLIS);
    try (var admin = Admin.create(settings)) {
      return !admin.describeCluster().nodes().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException | KafkaException away) {
      return false;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean databaseAnswers() {
    try (var connection = whereabouts.database().connect()) {
      return connection.isValid(2);
    } catch (SQLException away) {
      return false;
    }
  }
}
