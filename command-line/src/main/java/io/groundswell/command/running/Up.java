package io.groundswell.command.running;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.DataDirectory;
import io.groundswell.sandbox.AlreadyRunningException;
import io.groundswell.sandbox.DatabaseLogin;
import io.groundswell.sandbox.Instance;
import io.groundswell.sandbox.PortTakenException;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import io.groundswell.sandbox.SandboxOptions.Keeping;
import io.groundswell.sandbox.SandboxOptions.PortChoice;
import io.groundswell.sandbox.child.StartCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `groundswell up`.
@Command(name = "up", description = {
    "Start everything on this machine: broker, database and the three services.",
    "",
    "Data survive a restart. Ctrl-C ends it; so does 'groundswell down', which is for --detach.",
    ""},
    footer = {"", Exit.EXPLAINED})
public final class Up implements Callable<Integer> {

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final DataDirectory dataDirectory = new DataDirectory();

  @Option(names = "--ephemeral", description = "Keep nothing: a temporary directory, and free ports.")
  private boolean ephemeral;

  @Option(names = "--ports", paramLabel = "auto|default",
      description = "default: 8081 ingest, 8082 metrics, 8083 trend. auto: free ones, the default with --ephemeral and "
          + "with any --data-dir but the usual.")
  private @Nullable String ports;

  @Option(names = "--postgres", paramLabel = "URL", defaultValue = "${env:" + Detached.POSTGRES + "}",
      description = "Use this server: postgresql://user:password@host:port/database. The user owns the database and may "
          + "create roles. Default: the environment's " + Detached.POSTGRES + ", else an embedded server.")
  private @Nullable String postgres;

  @Option(names = "--kafka", paramLabel = "HOST:PORT,…",
      description = "Use this cluster; topics are created or checked.")
  private @Nullable String kafka;

  @Option(names = "--detach", description = "Return when everything is ready, and leave it running.")
  private boolean detach;

  @Option(names = "--json", description = "Print addresses and key as JSON, as 'groundswell status --json' does.")
  private boolean json;

  private final CountDownLatch forEver = new CountDownLatch(1);
  private volatile boolean isEnding;
  private volatile boolean hasFailed;

  @Override
  public Integer call() throws InterruptedException {
    var options = options();
    if (!ephemeral || dataDirectory.isNamed()) {
      dataDirectory.requireNoFile();
    }
    if (detach) {
      greet(detached().start(arguments()));
      return Exit.OK;
    }
    command().getErr().println("Starting Groundswell …");
    Runtime.getRuntime().addShutdownHook(new Thread(this::takeLeave, "farewell"));
    try (var sandbox = start(options)) {
      if (Detached.isHere()) {
        command().getErr().println(Detached.UP);
      } else {
        greet(sandbox.instance());
      }
      forEver.await();
    } catch (RuntimeException failed) {
      if (!isEnding) {
        hasFailed = true;
        throw failed;
      }
      // Ctrl-C while it was starting: no wonder that something did not become ready.
    }
    return Exit.OK;
  }

  private void takeLeave() {
    // Nothing to say where it ends because it did not start.
    isEnding = true;
    if (!hasFailed) {
      command().getErr().println();
      command().getErr().println("Stopping …");
    }
  }

  private Sandbox start(SandboxOptions options) {
    try {
      return Sandbox.start(options, new Narrator(command().getErr()));
    } catch (AlreadyRunningException running) {
      throw new CommandFailed(running.getMessage() + ": 'groundswell status" + dataDirectory.option()
          + "' shows it, 'groundswell down" + dataDirectory.option() + "' ends it");
    } catch (PortTakenException taken) {
      throw CommandFailed.unavailable(String.valueOf(taken.getMessage()));
    } catch (IllegalArgumentException unusable) {
      throw new ParameterException(command(), "--data-dir: " + unusable.getMessage());
    } catch (IllegalStateException failed) {
      throw new CommandFailed(String.valueOf(failed.getMessage()));
    }
  }

  private void greet(Instance instance) {
    if (json) {
      command().getOut().println(instance.json());
      command().getOut().flush();
    } else {
      new Greeting(instance, dataDirectory.isUsual() && !ephemeral).print(command().getOut());
      if (detach) {
        command().getOut().println("To end it: ./groundswell down"
            + (dataDirectory.isUsual() && !ephemeral ? "" : " --data-dir " + DataDirectory.quoted(instance.dataDir())));
      }
    }
  }

  private SandboxOptions options() {
    var choice = ports == null ? usualPorts() : switch (ports) {
      case "auto" -> PortChoice.AUTO;
      case "default" -> PortChoice.DEFAULT;
      default -> throw new ParameterException(command(), "--ports is auto or default");
    };
    var options = ephemeral && !dataDirectory.isNamed()
        ? SandboxOptions.ephemeral().withPorts(choice)
        : new SandboxOptions(SandboxOptions.ephemeral().home(), dataDirectory.path(),
            ephemeral ? Keeping.NOTHING : Keeping.DATA, choice, null, null, StartCache.Use.PLAY);
    if (kafka != null) {
      if (!kafka.matches("[^,:\\s]+:\\d{1,5}(,[^,:\\s]+:\\d{1,5})*")) {
        throw new ParameterException(command(), "--kafka is HOST:PORT, several with commas between them");
      }
      options = options.withKafka(kafka);
    }
    return postgres == null ? options : options.withPostgres(login(postgres));
  }

  private PortChoice usualPorts() {
    return ephemeral || !dataDirectory.isUsual() ? PortChoice.AUTO : PortChoice.DEFAULT;
  }

  private DatabaseLogin login(String text) {
    try {
      return DatabaseLogin.parse(text);
    } catch (IllegalArgumentException broken) {
      throw new ParameterException(command(), "--postgres: " + broken.getMessage());
    }
  }

  private Detached detached() {
    var keeping = ephemeral ? Keeping.NOTHING : Keeping.DATA;
    var directory = ephemeral && !dataDirectory.isNamed() ? null : dataDirectory.path();
    return new Detached(directory, keeping, postgres, command().getErr());
  }

  /// The options of the same command in the background, without the directory.
  private List<String> arguments() {
    var arguments = new ArrayList<String>();
    if (ephemeral) {
      arguments.add("--ephemeral");
    }
    arguments.add("--ports=" + (options().ports() == PortChoice.AUTO ? "auto" : "default"));
    if (kafka != null) {
      arguments.add("--kafka=" + kafka);
    }
    return arguments;
  }

  private CommandLine command() {
    return Objects.requireNonNull(spec).commandLine();
  }
}
