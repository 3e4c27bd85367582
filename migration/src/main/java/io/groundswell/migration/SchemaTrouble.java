package io.groundswell.migration;

/// The schema cannot be changed, or is not as it should be, and the message says why.
public final class SchemaTrouble extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Kind kind;

  /// What happened, as an operator's script tells it apart.
  public enum Kind {
    /// Migrations are still to be done.
    PENDING,
    /// The lock of all migrations, or a lock on a table, was not to be had in time.
    LOCK_TIMEOUT,
    /// A file is not the one that was run, or the database is not what the files make.
    DRIFT,
    /// What a migration made does not stand as it made it.
    NOT_VERIFIED,
    /// There is no way back, or the undo file itself refuses.
    IRREVERSIBLE,
    /// Rows would be lost.
    WOULD_LOSE_DATA,
    /// An operator took it back, and an operator has to do it again.
    TAKEN_BACK,
    /// The connection broke while the server was to commit, and nobody can say whether it has.
    OUTCOME_UNKNOWN,
    /// The wrong thing was asked for.
    WRONG_QUESTION
  }

  public SchemaTrouble(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
