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

  /// Migrations are still to be done.
  public static final int PENDING = 10;
  /// A file or the schema is not what it was when it was recorded.
  public static final int DRIFT = 11;
  /// Something that a migration made does not stand as it made it.
  public static final int NOT_VERIFIED = 12;
  /// Somebody else held a lock for too long; nothing was done, and it can be tried again.
  public static final int LOCK_TIMEOUT = 13;
  /// There is no way back.
  public static final int IRREVERSIBLE = 14;
  /// Rows would be lost; nothing was done.
  public static final int WOULD_LOSE_DATA = 15;

  /// Of the commands that change the schema.
  public static final String OF_SCHEMA = "Exit codes: 0 done, 1 failed, 2 wrong command line, 10 migrations pending, "
      + "11 drift, 12 failed verification, 13 lock timeout, 14 irreversible, 15 would lose data, "
      + "69 something needed is not there.";

  /// The same as a footer of every help page.
  public static final String EXPLAINED =
      "Exit codes: 0 done, 1 failed, 2 wrong command line, 65 unreadable data, 69 something needed is not there.";

  private Exit() {
  }
}
