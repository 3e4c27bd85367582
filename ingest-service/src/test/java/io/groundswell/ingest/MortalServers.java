package io.groundswell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.sandbox.backend.EmbeddedDatabase;
import io.groundswell.sandbox.backend.FreePort;
import io.groundswell.sandbox.backend.Keeper;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An [EdgeBackend] whose broker and database can be killed and come back on the same port with the same data. Quarkus
/// and the test may load this class apart, so what it knows is kept as system properties.
public final class MortalServers implements QuarkusTestResourceLifecycleManager {

  private static final String DIRECTORY = "groundswell.mortal.directory";
  private static final String PASSWORD = "groundswell.mortal.password";

  /// With servers of its own, a broker that has 2 s to answer, and little room for what waits for it.
  public static final class Profile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("groundswell.publish.deadline", "2s", "groundswell.publish.probe-every", "200ms",
          "groundswell.publish.buffer-memory", "4M", "groundswell.publish.most-waiting-of-a-subject", "128K",
          "groundswell.door.most-counted-keys", "2");
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(MortalServers.class));
    }
  }

  /// A server, and where it is.
  public enum Server {
    BROKER, DATABASE;

    private String port() {
      return "groundswell.mortal.port." + name();
    }

    private String pid() {
      return "groundswell.mortal.pid." + name();
    }

    /// Ends it without a word: the broker as a power cut would, the database by its immediate shutdown, since its
    /// processes cannot be killed all at once.
    public void kill() {
      ProcessHandle.of(Long.getLong(pid(), -1)).ifPresent(process -> {
        signal(this == BROKER ? "KILL" : "QUIT");
        process.onExit().join();
      });
    }

    /// Starts it with what it held, and waits until it is ready.
    public void revive() {
      var log = directory().resolve(name() + ".log");
      var data = directory().resolve(name());
      int port = Integer.getInteger(port());
      var keeper = switch (this) {
        case BROKER -> Keeper.broker(data, port, log, List.of("-Xmx384m", "-XX:TieredStopAtLevel=1"));
        case DATABASE -> Keeper.database(data, port, log, List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"));
      };
      var facts = keeper.facts();
      if (this == DATABASE) {
        System.setProperty(PASSWORD, facts.get(1));
      }
      System.setProperty(pid(),
          this == DATABASE ? facts.get(Keeper.POSTMASTER) : Long.toString(keeper.process().pid()));
    }

    /// Stops it where it is: connections stay open, and nothing is answered.
    public void freeze() {
      signal("STOP");
    }

    public void thaw() {
      signal("CONT");
    }

    private void signal(String name) {
      try {
        var kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + Long.getLong(pid())).inheritIO().start();
        assertThat(kill.waitFor()).isZero();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Path directory() {
    return Path.of(System.getProperty(DIRECTORY));
  }

  @Override
  public Map<String, String> start() {
    try {
      System.setProperty(DIRECTORY, Files.createTempDirectory("groundswell-mortal-").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (var server : Server.values()) {
      System.setProperty(server.port(), Integer.toString(FreePort.any()));
      server.revive();
    }
    var properties = new HashMap<>(new EdgeBackend().start());
    properties.put("groundswell.kafka.bootstrap-servers", "127.0.0.1:" + System.getProperty(Server.BROKER.port()));
    properties.put("groundswell.postgres.url", "postgresql://127.0.0.1:" + System.getProperty(Server.DATABASE.port())
        + "/" + EmbeddedDatabase.NAME);
    properties.put("groundswell.postgres.user", EmbeddedDatabase.NAME);
    properties.put("groundswell.postgres.password", System.getProperty(PASSWORD));
    return properties;
  }

  @Override
  public void stop() {
    for (var server : Server.values()) {
      server.kill();
    }
  }
}
