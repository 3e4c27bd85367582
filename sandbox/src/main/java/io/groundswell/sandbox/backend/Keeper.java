package io.groundswell.sandbox.backend;

import io.groundswell.sandbox.child.Child;
import io.groundswell.sandbox.child.ChildEndedException;
import io.groundswell.sandbox.child.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/// A server in a child JVM that ends with this JVM. A process of its own keeps the server's classes, memory and logging
/// apart from ours, and it can be killed.
public final class Keeper implements Child, AutoCloseable {

  static final String READY = "ready ";

  /// A flag of the child JVM: the directory vanishes when the server ends.
  public static final String EPHEMERAL = "-D" + KeptLife.EPHEMERAL + "=true";

  /// The place of the server's process id among the facts of a database.
  public static final int POSTMASTER = 2;

  private static final List<String> LOGGING = List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
      "-Dorg.slf4j.simpleLogger.showDateTime=true",
      "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
      "-Dorg.slf4j.simpleLogger.showThreadName=false");

  private static final long PATIENCE_SECONDS = 90;

  private final Process process;
  private final CompletableFuture<List<String>> facts = new CompletableFuture<>();

  private Keeper(Process process) {
    this.process = process;
  }

  /// A broker; its only fact is its bootstrap servers.
  ///
  /// @param log where the child's own output is appended
  /// @param jvmFlags of the child, such as `-Xmx512m`
  public static Keeper broker(Path directory, int port, Path log, List<String> jvmFlags) {
    return start("the broker", BrokerKeeper.class, directory, port, log, jvmFlags, List.of());
  }

  /// The same, of a broker that is one of several; it is ready when most of them are.
  public static Keeper broker(Path directory, int port, ClusterMember member, Path log, List<String> jvmFlags) {
    return start("broker " + member.node(), BrokerKeeper.class, directory, port, log, jvmFlags, member.arguments());
  }

  /// A database; its facts are port, password and the process id of the server.
  public static Keeper database(Path directory, int port, Path log, List<String> jvmFlags) {
    return start("the database", DatabaseKeeper.class, directory, port, log, jvmFlags, List.of());
  }

  private static Keeper start(String name, Class<?> main, Path directory, int port, Path log, List<String> jvmFlags,
      List<String> further) {
    var flags = new ArrayList<>(LOGGING);
    flags.addAll(jvmFlags);
    var arguments = new ArrayList<>(List.of(directory.toString(), Integer.toString(port)));
    arguments.addAll(further);
    var command = JavaCommand.ofClass(main, flags, arguments.toArray(String[]::new));
    try {
      var process = new ProcessBuilder(command).redirectError(Redirect.appendTo(log.toFile())).start();
      var keeper = new Keeper(process);
      Thread.ofPlatform().daemon().name("listening to " + name).start(() -> keeper.listen(name, log));
      return keeper;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Process process() {
    return process;
  }

  @Override
  public void awaitReady() {
    facts();
  }

  /// What the child said when it was ready; waits until then.
  ///
  /// @throws ChildEndedException when it ends before that
  public List<String> facts() {
    try {
      return facts.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ChildEndedException ended) {
        throw ended;
      }
      throw e;
    }
  }

  @Override
  public void end() {
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

  @Override
  public void close() {
    end();
  }

  /// Holds the process as long as it lives: an unreachable [Process] is cleaned up together with its pipe, and that
  /// would end the child.
  private void listen(String name, Path log) {
    try (var reader = process.inputReader()) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith(READY)) {
          facts.complete(List.of(line.substring(READY.length()).split(" ")));
        }
      }
    } catch (IOException broken) {
      // As good as the end.
    } finally {
      facts.completeExceptionally(new ChildEndedException(name, log));
      Reference.reachabilityFence(process);
    }
  }
}
