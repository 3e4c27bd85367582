package io.groundswell.ingest.door;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands behind the question mark: `lane`, and nothing else.
final class Query {

  private static final List<String> PARAMETERS = List.of("lane");

  private Query() {
  }

  /// What is wrong with it, or null where nothing is.
  static @Nullable Problem findFault(HttpServerRequest request) {
    if (request.query() == null) {
      return null;
    }
    for (var name : request.params().names()) {
      if (!PARAMETERS.contains(name)) {
        return Problem.unknownParameter(name, PARAMETERS);
      }
    }
    var lanes = request.params().getAll("lane");
    return lanes.isEmpty() || (lanes.size() == 1 && find(lanes.getFirst()) != null) ? null
        : EdgeProblem.INVALID_PARAMETER.because("lane must be live or backfill, and stand once");
  }

  /// The lane that is asked for, where nothing is wrong.
  static Lane lane(HttpServerRequest request) {
    var asked = request.query() == null ? null : request.params().get("lane");
    var lane = asked == null ? null : find(asked);
    return lane == null ? Lane.LIVE : lane;
  }

  /// What a key has to open for the lane.
  static Scope scope(Lane lane) {
    return switch (lane) {
      case LIVE -> Scope.WRITE;
      case BACKFILL -> Scope.BACKFILL;
    };
  }

  private static @Nullable Lane find(String slug) {
    return switch (slug) {
      case "live" -> Lane.LIVE;
      case "backfill" -> Lane.BACKFILL;
      default -> null;
    };
  }
}
