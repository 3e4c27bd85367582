package io.groundswell.exactlyonce;

import io.vertx.pgclient.PgException;
import org.jspecify.annotations.Nullable;

/// Tells bad data from trouble, and trouble from not knowing.
final class Failures {

  private Failures() {
  }

  /// @param certain the transaction has certainly not committed and is over
  static Failure of(Throwable thrown, boolean certain) {
    if (!certain) {
      return new Failure.Unknown(reason(thrown));
    }
    if (thrown instanceof PgException refused) {
      if (isConflict(refused.getSqlState())) {
        return new Failure.Conflict(reason(refused));
      }
      if (isBadData(refused.getSqlState(), refused.getConstraint())) {
        return new Failure.BadData(reason(refused));
      }
      return new Failure.Trouble(reason(refused));
    }
    if (thrown instanceof NoAnswerException) {
      return new Failure.Trouble(reason(thrown));
    }
    return new Failure.Bug(reason(thrown), thrown);
  }

  static boolean isBadData(PgException refused) {
    return isBadData(refused.getSqlState(), refused.getConstraint());
  }

  /// Class 22 (data exception), 23 (integrity constraint) and 54000 (a limit of the server, such as an index row's
  /// size) are about the values. But 23514 is a check constraint's code *and* that of a row without a partition to go
  /// to; only the former names a constraint, and the latter is a missing partition: ours to make, not the record's
  /// fault.
  static boolean isBadData(@Nullable String sqlState, @Nullable String constraint) {
    if (sqlState == null) {
      return false;
    }
    if (sqlState.equals("23514")) {
      return constraint != null && !constraint.isEmpty();
    }
    return sqlState.startsWith("22") || sqlState.startsWith("23") || sqlState.equals("54000");
  }

  static boolean isConflict(@Nullable String sqlState) {
    return "40001".equals(sqlState) || "40P01".equals(sqlState);
  }

  /// Whether this answer to a COMMIT says that the transaction was rolled back. A deferred constraint or a
  /// serialisation failure does; a shutdown or a crash may strike after the commit record was written, and 40003 says
  /// itself that it does not know.
  static boolean certainlyAborts(PgException answer) {
    return isConflict(answer.getSqlState()) || isBadData(answer);
  }

  static String reason(Throwable thrown) {
    if (thrown instanceof PgException refused) {
      // The message of class 22 and 23 may quote the value; the code and the constraint say enough.
      if (isBadData(refused)) {
        return "SQLSTATE " + refused.getSqlState()
            + (refused.getConstraint() == null ? "" : ", constraint " + refused.getConstraint());
      }
      return "SQLSTATE " + refused.getSqlState() + ": " + refused.getErrorMessage();
    }
    if (thrown instanceof NoAnswerException) {
      return "database does not answer: " + thrown.getMessage();
    }
    return "bug: " + thrown;
  }
}
