package io.groundswell.command.manners;

/// A command cannot do what it was asked, and the message tells its user why: one line, no stack trace.
public final class CommandFailed extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int exitCode;

  /// The command did its work and the work failed (exit code 1).
  public CommandFailed(String message) {
    this(message, Exit.FAILED);
  }

  private CommandFailed(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  /// Another process failed for us, with an exit code that says it best.
  public static CommandFailed like(int exitCode, String message) {
    return new CommandFailed(message, exitCode);
  }

  /// The command was given data that it cannot read (exit code 65).
  public static CommandFailed badData(String message) {
    return new CommandFailed(message, Exit.BAD_DATA);
  }

  /// Something that the command needs is not there or does not answer (exit code 69).
  public static CommandFailed unavailable(String message) {
    return new CommandFailed(message, Exit.UNAVAILABLE);
  }

  public int exitCode() {
    return exitCode;
  }
}
