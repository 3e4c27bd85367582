package io.groundswell.ingest.door;

import io.groundswell.contract.Lane;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands behind the question mark: `lane`, and nothing else.
final class Query {

  static final List<String> PARAMETERS = List.of("lane");

  private Query() {
  }

  /// A parameter that there is not, or null.
  static @Nullable String misspelt(HttpServerRequest request) {
    if (request.query() != null) {
      for (var name : request.params().names()) {
        if (!PARAMETERS.contains(name)) {
          return name;
        }
      }
    }
    return null;
  }

  /// The lane that is asked for, or null where it is none, or more than one.
  static @Nullable Lane lane(HttpServerRequest request) {
    if (request.query() == null) {
      return Lane.LIVE;
    }
    var asked = request.params().getAll("lane");
    if (asked.size() > 1) {
      return null;
    }
    return switch (asked.isEmpty() ? "live" : asked.getFirst()) {
      case "live" -> Lane.LIVE;
      case "backfill" -> Lane.BACKFILL;
      default -> null;
    };
  }
}
