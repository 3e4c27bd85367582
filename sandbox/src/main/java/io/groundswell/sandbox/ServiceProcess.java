package io.groundswell.sandbox;

import io.groundswell.sandbox.child.Child;
import io.groundswell.sandbox.child.ChildEndedException;
import io.groundswell.sandbox.child.JavaCommand;
import io.groundswell.sandbox.child.StartCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A packaged service in a JVM of its own.
final class ServiceProcess implements Child {

  /// Small enough for a laptop. Memory that a burst has taken is given back soon after.
  private static final List<String> FLAGS = List.of("-Xms32m", "-Xmx384m", "-XX:MinHeapFreeRatio=20",
      "-XX:MaxHeapFreeRatio=40", "-XX:ReservedCodeCacheSize=96m", "-XX:+ExitOnOutOfMemoryError");

  /// Longer than a service takes to finish its requests and then its last transactions.
  private static final long END_PATIENCE_SECONDS = 50;
  private static final long PROBE_MILLIS = 50;

  private final Service service;
  private final Process process;
  private final URI management;
  private final Path log;

  private ServiceProcess(Service service, Process process, URI management, Path log) {
    this.service = service;
    this.process = process;
    this.management = management;
    this.log = log;
  }

  /// @param environment on top of our own
  static ServiceProcess launch(Service service, Path home, StartCache cache, Path lifeline, Path log, URI management,
      Map<String, String> environment) {
    var flags = new ArrayList<>(FLAGS);
    flags.addAll(cache.flags(service.longName()));
    var command = JavaCommand.ofJar(service.jar(home), cache.classPathEntry("lifeline.jar", lifeline), flags);
    var builder = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      return new ServiceProcess(service, builder.start(), management, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Process process() {
    return process;
  }

  @Override
  public void awaitReady() throws InterruptedException {
    while (!Health.isReady(management)) {
      if (process.waitFor(PROBE_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new ChildEndedException(service.longName(), log);
      }
    }
  }

  @Override
  public void end() {
    process.destroy();
    try {
      if (!process.waitFor(END_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
