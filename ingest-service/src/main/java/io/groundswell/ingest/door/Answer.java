package io.groundswell.ingest.door;

import io.groundswell.groundwork.problem.Problem;

/// What goes back to the sender.
///
/// @param body JSON; a problem where the status is 400 or more
public record Answer(int status, byte[] body) {

  public static Answer problem(Problem problem) {
    return new Answer(problem.status(), problem.toJson());
  }
}
