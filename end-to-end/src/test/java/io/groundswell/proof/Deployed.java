package io.groundswell.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.sandbox.backend.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A packaged service as an operator starts it: a jar and an environment.
public final class Deployed implements AutoCloseable {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Process process;
  private final Path log;
  private final int port;
  private final int management;

  private Deployed(Process process, Path log, int port, int management) {
    this.process = process;
    this.log = log;
    this.port = port;
    this.management = management;
  }

  /// @param service `ingest-service` …
  public static Deployed start(String service, Path directory, Map<String, String> environment) throws IOException {
    return start(SharedSystem.root(), service, directory, environment);
  }

  /// @param home where the packaged services are: the root of this build, or that of another release
  /// @param directory where it writes its log
  public static Deployed start(Path home, String service, Path directory, Map<String, String> environment)
      throws IOException {
    int port = FreePort.any();
    int management = FreePort.any();
    var log = directory.resolve(service + "-" + port + ".log");
    var jar = home.resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
    var builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx256m",
        "-XX:TieredStopAtLevel=1", "-jar", jar.toString()).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    builder.environment().putAll(Map.of("QUARKUS_HTTP_HOST", "127.0.0.1", "QUARKUS_HTTP_PORT", Integer.toString(port),
        "QUARKUS_MANAGEMENT_HOST", "127.0.0.1", "QUARKUS_MANAGEMENT_PORT", Integer.toString(management)));
    return new Deployed(builder.start(), log, port, management);
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public Process process() {
    return process;
  }

  public String log() throws IOException {
    return Files.readString(log);
  }

  /// The readiness answer, empty where there is none.
  public String readiness() throws InterruptedException {
    return managed("/q/health/ready");
  }

  /// What one of its parts says in that answer, empty where it says nothing.
  public String readiness(String part) throws InterruptedException {
    try {
      for (var check : new ObjectMapper().readTree(readiness()).path("checks")) {
        if (check.path("name").asText().equals("groundswell")) {
          return check.path("data").path(part).asText();
        }
      }
      return "";
    } catch (JsonProcessingException notYet) {
      return "";
    }
  }

  /// What it tells Prometheus, empty where it does not answer.
  public String figures() throws InterruptedException {
    return managed("/q/metrics");
  }

  private String managed(String path) throws InterruptedException {
    try {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + path)).build();
      return CLIENT.send(request, BodyHandlers.ofString()).body();
    } catch (IOException notYet) {
      return "";
    }
  }

  public boolean isReady() throws InterruptedException, IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException("ended with " + process.exitValue() + ": " + log());
    }
    var readiness = readiness().replaceAll("\\s", "");
    return readiness.startsWith("{\"status\":\"UP\"");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException stopping) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
