package io.groundswell.groundwork.access;

import io.groundswell.groundwork.problem.Problem;

/// Whether a request may go on.
public sealed interface Admission {

  record Granted(Access access) implements Admission {
  }

  record Refused(Problem problem) implements Admission {
  }
}
