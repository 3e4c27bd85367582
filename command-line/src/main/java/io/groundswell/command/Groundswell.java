package io.groundswell.command;

import io.groundswell.command.archive.ArchiveCommand;
import io.groundswell.command.capacity.CapacityCommand;
import io.groundswell.command.compare.ExportCommand;
import io.groundswell.command.database.DbCommand;
import io.groundswell.command.demo.Demo;
import io.groundswell.command.evaluate.EvaluateCommand;
import io.groundswell.command.images.ImagesCommand;
import io.groundswell.command.imports.ImportCommand;
import io.groundswell.command.keys.KeysCommand;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.offsets.OffsetsCommand;
import io.groundswell.command.organizations.OrgCommand;
import io.groundswell.command.quarantine.QuarantineCommand;
import io.groundswell.command.replay.Replay;
import io.groundswell.command.retention.RetentionCommand;
import io.groundswell.command.running.Down;
import io.groundswell.command.running.Logs;
import io.groundswell.command.running.Rehearse;
import io.groundswell.command.running.Status;
import io.groundswell.command.running.Up;
import io.groundswell.command.screenshots.Screenshots;
import io.groundswell.command.webhooks.WebhooksCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `groundswell` command. Answers go to standard output, everything else to standard error.
@Command(name = "groundswell", mixinStandardHelpOptions = true, scope = ScopeType.INHERIT,
    versionProvider = Groundswell.Version.class, usageHelpAutoWidth = true, synopsisSubcommandLabel = "COMMAND",
    description = "Event-driven social analytics: exact series and detected trends from platform events.",
    footer = {"",
        "Beside these: test (the whole suite), bench (figures), proof (kills, and a checker); each has --help.", "",
        Exit.EXPLAINED},
    subcommands = {Up.class, Status.class, Logs.class, Down.class, Demo.class, Replay.class, KeysCommand.class,
        RetentionCommand.class, DbCommand.class, OrgCommand.class, QuarantineCommand.class, OffsetsCommand.class,
        ArchiveCommand.class, CapacityCommand.class, ImagesCommand.class, ImportCommand.class, ExportCommand.class,
        WebhooksCommand.class, Screenshots.class, EvaluateCommand.class, Help.class, Rehearse.class})
public final class Groundswell implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "With the stack trace of a failure.")
  private boolean verbose;

  /// Without a command: the overview.
  @Override
  public void run() {
    var command = Objects.requireNonNull(spec).commandLine();
    command.usage(command.getOut());
  }

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /// The whole command, ready to be executed; output and errors may be set to other writers first.
  static CommandLine commandLine() {
    var groundswell = new Groundswell();
    return new CommandLine(groundswell)
        .setOut(new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(Groundswell::explain)
        .setExecutionExceptionHandler((failure, command, parsed) -> groundswell.explain(failure, command));
  }

  private static int explain(ParameterException wrong, String[] arguments) {
    var command = wrong.getCommandLine();
    command.getErr().println("groundswell: " + rule(wrong));
    command.getErr().println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return Exit.USAGE;
  }

  private int explain(Exception failure, CommandLine command) {
    var err = command.getErr();
    int code = Exit.FAILED;
    switch (failure) {
      case CommandFailed told -> {
        err.println("groundswell: " + told.getMessage());
        code = told.exitCode();
      }
      case InterruptedException stopped -> err.println("groundswell: stopped");
      default -> err.println("groundswell: " + failure + (verbose ? "" : " (--verbose says where)"));
    }
    if (verbose) {
      failure.printStackTrace(err);
    }
    return code;
  }

  private static String rule(ParameterException wrong) {
    var command = wrong.getCommandLine();
    if (wrong instanceof UnmatchedArgumentException unmatched && !command.getSubcommands().isEmpty()
        && !unmatched.getUnmatched().getFirst().startsWith("-")) {
      return noSuchCommand(command, unmatched.getUnmatched().getFirst());
    }
    return firstLine(wrong);
  }

  static String noSuchCommand(CommandLine group, String name) {
    var path = group.getCommandSpec().qualifiedName() + " " + name;
    return "there is no command '" + path.substring(path.indexOf(' ') + 1) + "'";
  }

  private static String firstLine(Exception exception) {
    var message = exception.getMessage();
    return message == null ? exception.toString() : message.lines().findFirst().orElse("");
  }

  /// The version, from the jar's manifest.
  static final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
      var version = Groundswell.class.getPackage().getImplementationVersion();
      return new String[]{"groundswell " + (version == null ? "(development)" : version)};
    }
  }
}
