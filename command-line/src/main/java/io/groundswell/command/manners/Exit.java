package io.groundswell.command.manners;

/// The exit codes of every command. Those above 2 are of BSD's `sysexits.h`.
public final class Exit {

  /// It did what it was asked.
  public static final int OK = 0;
  /// It tried and failed, or something was rejected.
  public static final int FAILED = 1;
  /// The command line is wrong; nothing was done.
  public static final int USAGE = 2;
  /// A file holds something that cannot be read; nothing was sent.
  public static final int BAD_DATA = 65;
  /// What it needs is not there: no running system, no JDK, no answer.
  public static final int UNAVAILABLE = 69;

  /// The same as a footer of every help page.
  public static final String EXPLAINED =
      "Exit codes: 0 done, 1 failed, 2 wrong command line, 65 unreadable data, 69 something needed is not there.";

  private Exit() {
  }
}
