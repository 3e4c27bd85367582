package io.groundswell.command.manners;

import org.jspecify.annotations.Nullable;

/// A command cannot do what it was asked, and the message tells its user why: one line, no stack trace.
public final class CommandFailed extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int exitCode;
  private final @Nullable String problem;

  /// The command did its work and the work failed (exit code 1).
  public CommandFailed(String message) {
    this(message, Exit.FAILED, null);
  }

  private CommandFailed(String message, int exitCode, @Nullable String problem) {
    super(message);
    this.exitCode = exitCode;
    this.problem = problem;
  }

  /// Another process failed for us, with an exit code that says it best.
  public static CommandFailed like(int exitCode, String message) {
    return new CommandFailed(message, exitCode, null);
  }

  /// The command was given data that it cannot read (exit code 65).
  public static CommandFailed badData(String message) {
    return new CommandFailed(message, Exit.BAD_DATA, null);
  }

  /// Something that the command needs is not there or does not answer (exit code 69).
  public static CommandFailed unavailable(String message) {
    return new CommandFailed(message, Exit.UNAVAILABLE, null);
  }

  /// A service refused what it was asked (exit code 1).
  ///
  /// @param problem the slug of its problem, for instance `unknown_import`
  public static CommandFailed refused(String problem, String message) {
    return new CommandFailed(message, Exit.FAILED, problem);
  }

  /// Whether a service refused for this reason.
  public boolean isProblem(String slug) {
    return slug.equals(problem);
  }

  public int exitCode() {
    return exitCode;
  }
}
