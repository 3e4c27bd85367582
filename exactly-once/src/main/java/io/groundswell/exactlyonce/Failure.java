package io.groundswell.exactlyonce;

/// What a failure of a transaction means for the records in hand. [Failures] decides.
sealed interface Failure {

  /// For people: goes into logs and health, so it never quotes a record.
  String reason();

  /// The database refuses these very rows and always will.
  record BadData(String reason) implements Failure {
  }

  /// Two transactions met (40001, 40P01); rolled back, and the next attempt may well succeed.
  record Conflict(String reason) implements Failure {
  }

  /// Something else is broken, and the transaction has certainly not committed.
  record Trouble(String reason) implements Failure {
  }

  /// The destination threw what is no answer of the database: somebody has to mend it. Certainly not committed.
  record Bug(String reason, Throwable thrown) implements Failure {
  }

  /// Nobody can tell whether the transaction committed, or it may still be holding its locks.
  record Unknown(String reason) implements Failure {
  }
}
