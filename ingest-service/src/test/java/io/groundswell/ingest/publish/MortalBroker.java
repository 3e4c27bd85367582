package io.groundswell.ingest.publish;

import io.groundswell.ingest.EdgeBackend;
import io.groundswell.sandbox.backend.FreePort;
import io.groundswell.sandbox.backend.Keeper;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An [EdgeBackend] whose broker can be killed and comes back on the same port with the same data. Quarkus and the test
/// may load this class apart, so what it knows is kept as system properties.
public final class MortalBroker implements QuarkusTestResourceLifecycleManager {

  private static final String PID = "groundswell.mortal.pid";
  private static final String PORT = "groundswell.mortal.port";
  private static final String DIRECTORY = "groundswell.mortal.directory";

  @Override
  public Map<String, String> start() {
    try {
      System.setProperty(DIRECTORY, Files.createTempDirectory("groundswell-mortal-").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.setProperty(PORT, Integer.toString(FreePort.any()));
    revive();
    var properties = new HashMap<>(new EdgeBackend().start());
    properties.put("groundswell.kafka.bootstrap-servers", "127.0.0.1:" + System.getProperty(PORT));
    return properties;
  }

  @Override
  public void stop() {
    kill();
  }

  static void kill() {
    ProcessHandle.of(Long.getLong(PID, -1)).ifPresent(process -> {
      process.destroyForcibly();
      process.onExit().join();
    });
  }

  static void revive() {
    var directory = Path.of(System.getProperty(DIRECTORY));
    var keeper = Keeper.broker(directory.resolve("data"), Integer.getInteger(PORT), directory.resolve("keeper.log"),
        List.of("-Xmx384m", "-XX:TieredStopAtLevel=1"));
    System.setProperty(PID, Long.toString(keeper.process().pid()));
  }
}
