package io.groundswell.sandbox;

import io.groundswell.sandbox.SandboxOptions.Keeping;
import io.groundswell.sandbox.backend.EmbeddedDatabase;
import io.groundswell.sandbox.backend.Keeper;
import io.groundswell.sandbox.child.Child;
import io.groundswell.sandbox.child.KeptAlive;
import io.groundswell.sandbox.child.StartCache;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Everything of Groundswell on this machine, from [#start] to [#close]. What ends by itself in between is started
/// again on the same ports. When this JVM ends, everything ends: in order after SIGTERM and Ctrl-C, by itself after a
/// kill.
public final class Sandbox implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final List<String> BROKER_FLAGS = List.of("-Xms64m", "-Xmx320m");
  /// Unpacking the binaries, once a machine, takes more than 64 MiB; afterwards the child hardly needs any.
  private static final List<String> DATABASE_FLAGS = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");

  private final SandboxOptions options;
  private final DataDirectory directory;
  private final Ports ports;
  private final String kafka;
  private final DatabaseLogin login;
  private final Roster roster;
  private final Thread hook = new Thread(this::close, "sandbox-end");
  private final List<KeptAlive> servers = new ArrayList<>();
  private final Map<Service, KeptAlive> services = new EnumMap<>(Service.class);
  private boolean isClosed;

  private Sandbox(SandboxOptions options, Progress progress, DataDirectory directory, Ports ports) {
    this.options = options;
    this.directory = directory;
    this.ports = ports;
    this.kafka = options.kafka() != null ? options.kafka() : "127.0.0.1:" + ports.kafka();
    this.login = options.postgres() != null
        ? options.postgres()
        : new DatabaseLogin("postgresql://127.0.0.1:" + ports.postgres() + "/" + EmbeddedDatabase.NAME,
            EmbeddedDatabase.NAME,
            EmbeddedDatabase.passwordOf(directory.postgres()));
    this.roster = new Roster(directory, ports, kafka, login, progress);
  }

  /// Starts everything and returns when it is ready.
  ///
  /// @throws PortTakenException where a default port is taken
  /// @throws AlreadyRunningException where a sandbox runs in the data directory
  /// @throws IllegalStateException where something is not built, or does not become ready, saying what and why; nothing
  ///         runs then
  public static Sandbox start(SandboxOptions options, Progress progress) {
    requireBuilt(options);
    var directory = DataDirectory.claim(options.dataDirectory(), options.keeping());
    Sandbox sandbox;
    try {
      Predecessor.awaitEnd(directory.path());
      EmbeddedDatabase.stopLeftover(directory.postgres());
      var ports = Ports.choose(options.ports(), directory.ports());
      sandbox = new Sandbox(options, progress, directory, ports);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(sandbox.hook);
    try {
      sandbox.startAll();
      return sandbox;
    } catch (RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  /// As it is now.
  public Instance instance() {
    return roster.instance();
  }

  /// Ends everything in order: the services, which finish what they are at, then the broker, then the database.
  @Override
  public void close() {
    List<KeptAlive> inOrder;
    List<KeptAlive> atOnce;
    synchronized (this) {
      if (isClosed) {
        return;
      }
      isClosed = true;
      atOnce = List.copyOf(services.values());
      inOrder = servers.reversed().stream().toList();
    }
    CompletableFuture.allOf(atOnce.stream()
        .map(service -> CompletableFuture.runAsync(service::close, Thread::startVirtualThread))
        .toArray(CompletableFuture[]::new))
        .join();
    inOrder.forEach(KeptAlive::close);
    directory.close();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // Then the hook finds everything closed, or it is the hook that closes.
    }
  }

  private static void requireBuilt(SandboxOptions options) {
    for (var service : Service.values()) {
      var jar = service.jar(options.home());
      if (Files.notExists(jar)) {
        throw new IllegalStateException(service.longName() + " is not built: there is no " + jar);
      }
    }
  }

  private void startAll() {
    var database = options.postgres() != null ? null : keepServer(Roster.DATABASE, this::launchDatabase);
    var broker = options.kafka() != null ? null : keepServer(Roster.BROKER, this::launchBroker);
    // They wait for their servers by themselves, as they would anywhere else.
    for (var service : Service.values()) {
      keepService(service);
    }
    await(Roster.DATABASE, database);
    await(Roster.BROKER, broker);
    services.forEach((service, kept) -> await(service.longName(), kept));
  }

  private synchronized KeptAlive keepServer(String name, Supplier<Child> launcher) {
    requireOpen();
    var kept = new KeptAlive(name, launcher, roster.watcher(name));
    servers.add(kept);
    return kept;
  }

  private synchronized void keepService(Service service) {
    requireOpen();
    services.put(service,
        new KeptAlive(service.longName(), () -> launchService(service), roster.watcher(service)));
  }

  private void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("ended while starting");
    }
  }

  private Child launchDatabase() {
    return Keeper.database(directory.postgres(), ports.postgres(), directory.log(Roster.DATABASE),
        flags(DATABASE_FLAGS));
  }

  private Child launchBroker() {
    var flags = new ArrayList<>(BROKER_FLAGS);
    flags.addAll(cache().flags(Roster.BROKER));
    return Keeper.broker(directory.kafka(), ports.kafka(), directory.log(Roster.BROKER), flags(flags));
  }

  private Child launchService(Service service) {
    var environment = new HashMap<String, String>();
    environment.put("GROUNDSWELL_POSTGRES_URL", login.url());
    environment.put("GROUNDSWELL_POSTGRES_USER", login.user());
    environment.put("GROUNDSWELL_POSTGRES_PASSWORD", login.password());
    environment.put("GROUNDSWELL_KAFKA_BOOTSTRAP_SERVERS", kafka);
    environment.put("GROUNDSWELL_ACCESS_PEPPER_FILE", directory.pepperFile().toString());
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(ports.of(service)));
    environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
    environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(ports.managementOf(service)));
    if (service == Service.METRICS) {
      environment.put("GROUNDSWELL_ARCHIVE_DIRECTORY", directory.archive().toString());
    }
    if (service == Service.TREND) {
      // Whoever tries webhooks on a laptop has the receiver there too.
      environment.put("GROUNDSWELL_WEBHOOK_ALLOW_LOOPBACK", "true");
    }
    if (service == Service.INGEST) {
      environment.put("GROUNDSWELL_ACCESS_BOOTSTRAP_KEY", directory.key());
    }
    if (service == Service.TREND) {
      environment.put("GROUNDSWELL_DASHBOARD_METRICS", Roster.address(ports.of(Service.METRICS)).toString());
    }
    return ServiceProcess.launch(service, options.home(), cache(), directory.lifeline(),
        directory.log(service.shortName()),
        Roster.address(ports.managementOf(service)), environment);
  }

  private StartCache cache() {
    return StartCache.of(options.home(), options.starts());
  }

  private List<String> flags(List<String> usual) {
    if (directory.keeping() == Keeping.DATA) {
      return usual;
    }
    // Should we be killed, the servers remove what they kept.
    var flags = new ArrayList<>(usual);
    flags.add(Keeper.EPHEMERAL);
    return flags;
  }

  private void await(String name, @Nullable KeptAlive kept) {
    if (kept == null) {
      return;
    }
    try {
      kept.ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      var cause = e.getCause();
      throw new IllegalStateException(cause == null ? name + " does not start" : cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new IllegalStateException(name + " is not ready after " + PATIENCE.toSeconds() + " s" + reasons(name), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  private String reasons(String name) {
    return services.keySet().stream()
        .filter(service -> service.longName().equals(name))
        .map(service -> ": " + Health.reasons(Roster.address(ports.managementOf(service))) + "; its log is "
            + directory.log(service.shortName()))
        .findFirst().orElse("");
  }
}
