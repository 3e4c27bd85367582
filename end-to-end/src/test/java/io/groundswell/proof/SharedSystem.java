package io.groundswell.proof;

import io.groundswell.proof.faults.Scene;
import io.groundswell.proof.faults.Tenants;
import io.groundswell.proof.faults.Victim;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// One sandbox of the packaged services for all tests of this JVM, started by the first of them. It ends with the JVM.
public final class SharedSystem {

  private static @Nullable Sandbox sandbox;
  private static @Nullable Scene scene;

  private SharedSystem() {
  }

  public static Whereabouts whereabouts() {
    return scene().whereabouts();
  }

  public static synchronized Scene scene() {
    if (scene == null) {
      scene = new Scene(sandbox());
    }
    return scene;
  }

  private static synchronized Sandbox sandbox() {
    if (sandbox == null) {
      sandbox = Sandbox.start(SandboxOptions.ephemeral().withHome(root()), Progress.SILENT);
    }
    return sandbox;
  }

  /// Makes room for tests that start a system of their own.
  public static synchronized void end() {
    if (sandbox != null) {
      sandbox.close();
      sandbox = null;
      scene = null;
    }
  }

  public static Path dataDirectory() {
    return sandbox().instance().dataDir();
  }

  /// Where health and figures of a service are.
  ///
  /// @param service `ingest`, `metrics` or `trend`
  public static URI management(String service) {
    return Objects.requireNonNull(sandbox().instance().services().get(service)).management();
  }

  public static boolean isReady() {
    return Stream.of(Victim.values()).allMatch(scene()::isReady);
  }

  /// The root of the build, where the packaged services are.
  public static Path root() {
    return Path.of(System.getProperty("groundswell.root", "..")).toAbsolutePath().normalize();
  }

  /// A new key, known to all services when this returns.
  public static String keyOf(int organization, String... scopes) {
    try {
      var key = Tenants.key(whereabouts(), organization, scopes);
      var caller = new Caller(whereabouts());
      var nothing = "{}".getBytes(StandardCharsets.UTF_8);
      Awaitility.await().atMost(Duration.ofSeconds(30))
          .until(() -> caller.post("/v1/events", Caller.SINGLE, nothing, key).status() != 401
              && caller.get(whereabouts().metrics(), "/v1/accounting", key).status() != 401
              && caller.get(whereabouts().trend(), "/v1/trends?window=1h", key).status() != 401);
      return key;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
