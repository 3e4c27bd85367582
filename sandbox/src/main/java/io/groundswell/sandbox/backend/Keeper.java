package io.groundswell.sandbox.backend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A server in a child JVM that ends with this JVM. A process of its own keeps the server's classes, memory and logging
/// apart from ours, and it can be killed.
public final class Keeper implements AutoCloseable {

  static final String READY = "ready ";
  /// A flag of the child JVM: the directory vanishes when the server ends.
  public static final String EPHEMERAL = "-D" + KeptLife.EPHEMERAL + "=true";

  private static final long PATIENCE_SECONDS = 90;

  private final Process process;
  private final List<String> facts;

  private Keeper(Process process, List<String> facts) {
    this.process = process;
    this.facts = facts;
  }

  /// A broker; its only fact is its bootstrap servers.
  ///
  /// @param log where the child's own output is appended
  /// @param jvmFlags of the child, such as `-Xmx512m`
  public static Keeper broker(Path directory, int port, Path log, List<String> jvmFlags) {
    return start(BrokerKeeper.class, directory, port, log, jvmFlags);
  }

  /// A database; its facts are port, password and the process id of the server.
  public static Keeper database(Path directory, int port, Path log, List<String> jvmFlags) {
    return start(DatabaseKeeper.class, directory, port, log, jvmFlags);
  }

  /// Returns when the server is ready.
  ///
  /// @throws IllegalStateException where the child ends before that
  private static Keeper start(Class<?> main, Path directory, int port, Path log, List<String> jvmFlags) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-XX:+UseSerialGC");
    command.addAll(jvmFlags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(directory.toString(), Integer.toString(port)));
    try {
      var process = new ProcessBuilder(command).redirectError(Redirect.appendTo(log.toFile())).start();
      var reader = process.inputReader();
      var facts = facts(reader);
      if (facts == null) {
        throw new IllegalStateException(main.getSimpleName() + " ended before it was ready, see " + log);
      }
      Thread.ofPlatform().daemon().name(main.getSimpleName()).start(() -> watch(process, reader));
      return new Keeper(process, facts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Process process() {
    return process;
  }

  public List<String> facts() {
    return facts;
  }

  /// Ends the child in an orderly way and waits for it.
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable List<String> facts(BufferedReader reader) throws IOException {
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith(READY)) {
        return List.of(line.substring(READY.length()).split(" "));
      }
    }
    return null;
  }

  /// Holds the process as long as it lives: an unreachable [Process] is cleaned up together with its pipe, and that
  /// would end the child.
  private static void watch(Process process, BufferedReader reader) {
    try (reader) {
      while (reader.readLine() != null) {
        // Nothing more is said.
      }
    } catch (IOException ended) {
      // As good as the end.
    } finally {
      Reference.reachabilityFence(process);
    }
  }
}
