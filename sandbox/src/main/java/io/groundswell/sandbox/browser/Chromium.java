package io.groundswell.sandbox.browser;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.groundswell.sandbox.child.Processes;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A Chromium without a window, with a profile of its own that goes when it is closed. Nothing is downloaded for it.
public final class Chromium implements AutoCloseable {

  /// Names a browser where it has another name or place than usual.
  public static final String VARIABLE = "GROUNDSWELL_CHROMIUM";

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome-stable", "google-chrome");
  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  private final Process process;
  private final Path profile;
  private final Thread hook = new Thread(this::end, "chromium-end");
  private final Wire wire;

  private Chromium(Process process, Path profile) {
    this.process = process;
    this.profile = profile;
    Runtime.getRuntime().addShutdownHook(hook);
    this.wire = Wire.open(address(process));
  }

  /// The browser of this machine, if there is one: that of the environment's [#VARIABLE], else by the usual names on
  /// the path.
  public static Optional<Path> find() {
    var named = System.getenv(VARIABLE);
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named)).filter(Files::isExecutable);
    }
    var path = Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator);
    return Stream.of(path)
        .filter(directory -> !directory.isBlank())
        .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Returns when it can be driven.
  ///
  /// @throws IllegalStateException where it does not start, saying why
  public static Chromium start(Path binary) {
    try {
      var profile = Files.createTempDirectory("groundswell-chromium");
      var process =
          new ProcessBuilder(command(binary, profile)).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      return new Chromium(process, profile);
    } catch (IOException unusable) {
      throw new IllegalStateException(binary + " does not start: " + unusable.getMessage(), unusable);
    }
  }

  private static List<String> command(Path binary, Path profile) {
    var command = new ArrayList<>(List.of(binary.toString(), "--headless=new", "--remote-debugging-port=0",
        "--user-data-dir=" + profile, "--no-first-run", "--no-default-browser-check", "--disable-gpu",
        "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
        "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-sync",
        "--force-color-profile=srgb", "--hide-scrollbars", "--mute-audio", "--lang=en-GB"));
    if (System.getProperty("user.name").equals("root")) {
      // Its own sandbox refuses root, as whom containers often run; it is shown nothing but our page.
      command.add("--no-sandbox");
    }
    command.add("about:blank");
    return command;
  }

  /// A tab that shares nothing with others: no storage, no cache.
  public Tab open() {
    var none = JsonNodeFactory.instance.objectNode();
    var context = wire.ask("", "Target.createBrowserContext", none).path("browserContextId").asText();
    var target = wire.ask("", "Target.createTarget",
        JsonNodeFactory.instance.objectNode().put("url", "about:blank").put("browserContextId", context))
        .path("targetId").asText();
    var session = wire.ask("", "Target.attachToTarget",
        JsonNodeFactory.instance.objectNode().put("targetId", target).put("flatten", true))
        .path("sessionId").asText();
    return new Tab(wire, target, session);
  }

  @Override
  public void close() {
    wire.close();
    end();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private void end() {
    try {
      process.destroy();
      if (!Processes.awaitEnd(process.toHandle(), FAREWELL)) {
        process.destroyForcibly();
        Processes.awaitEnd(process.toHandle(), FAREWELL);
      }
      remove(profile);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  private static void remove(Path directory) {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException stillWritten) {
      // It lies among the temporary files; nobody is harmed.
    }
  }

  /// Says where it listens among what it logs; what it logs is read on, or it would stand still.
  private static URI address(Process process) {
    var address = new CompletableFuture<URI>();
    var lines = new ArrayList<String>();
    Thread.ofVirtual().name("chromium-log").start(() -> {
      try (var log = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
        for (var line = log.readLine(); line != null; line = log.readLine()) {
          var listening = LISTENING.matcher(line);
          if (listening.find()) {
            address.complete(URI.create(listening.group(1)));
          } else if (!address.isDone()) {
            lines.add(line);
          }
        }
      } catch (IOException ended) {
        lines.add(String.valueOf(ended.getMessage()));
      }
      address.completeExceptionally(new IllegalStateException("Chromium ended: " + String.join("; ", lines)));
    });
    try {
      return address.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      process.destroyForcibly();
      throw new IllegalStateException("Chromium does not start: "
          + (failed.getCause() == null ? String.join("; ", List.copyOf(lines)) : failed.getCause().getMessage()),
          failed);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IllegalStateException("interrupted", stopping);
    }
  }
}
