package io.groundswell.ingest.lines;

import io.groundswell.groundwork.problem.Problem;
import java.io.IOException;

/// Why a stream ends before its last line.
final class Ending extends IOException {

  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  Ending(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
