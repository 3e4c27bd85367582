package io.groundswell.ingest.door;

import io.groundswell.groundwork.problem.Problem;
import org.jspecify.annotations.Nullable;

/// What goes back to the sender.
///
/// @param body JSON; a problem where the status is 400 or more
/// @param refusal why the request was refused as a whole, a problem's slug; null where its events were looked at
public record Answer(int status, byte[] body, @Nullable String refusal) {

  public Answer(int status, byte[] body) {
    this(status, body, null);
  }

  /// Refuses the request.
  public static Answer problem(Problem problem) {
    return new Answer(problem.status(), problem.toJson(), problem.slug());
  }

  /// Tells what is wrong with the only event of the request.
  public static Answer rejection(Problem problem) {
    return new Answer(problem.status(), problem.toJson());
  }
}
