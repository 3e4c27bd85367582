package io.groundswell.ingest.door;

import io.groundswell.groundwork.problem.Problem;
import io.groundswell.ingest.quota.Claim;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Why a whole request is refused. What is wrong with an event stands in the contract's closed list of reasons; these
/// are the edge's own.
public enum EdgeProblem {
  INVALID_ENCODING(400, "The body is not what its Content-Encoding says"),
  INVALID_PARAMETER(400, "A parameter has the wrong shape"),
  METHOD_NOT_ALLOWED(405, "Events are sent by POST"),
  REQUEST_TIMEOUT(408, "The request took too long"),
  TOO_LARGE(413, "Larger than the published limit"),
  UNSUPPORTED_MEDIA_TYPE(415, "Not a form of CloudEvents that is taken here"),
  HOT_SUBJECT(429, "More of one subject than may wait for the broker"),
  QUOTA_EXCEEDED(429, "More than the key may send for the moment"),
  INTERNAL_ERROR(500, "Internal error"),
  BROKER_UNAVAILABLE(503, "The events could not be stored in time"),
  OVERLOADED(503, "Too much at once"),
  STOPPING(503, "The service is going away");

  private final int status;
  private final String title;

  EdgeProblem(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /// What is wrong where a request would hold more than it may; null where it may.
  public static @Nullable EdgeProblem find(Claim.Outcome outcome) {
    return switch (outcome) {
      case TAKEN -> null;
      case ALL_HOLD_TOO_MUCH -> OVERLOADED;
      case KEY_HOLDS_TOO_MUCH -> QUOTA_EXCEEDED;
    };
  }

  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Problem because(String detail) {
    return Problem.of(status, slug(), title, detail);
  }
}
