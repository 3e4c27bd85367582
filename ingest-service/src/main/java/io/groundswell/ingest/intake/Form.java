package io.groundswell.ingest.intake;

import io.groundswell.contract.Terms;
import io.vertx.core.MultiMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a body carries events (CloudEvents 1.0, HTTP protocol binding).
enum Form {
  /// One event, envelope and data in one JSON object.
  STRUCTURED,
  /// A JSON array of events.
  BATCHED,
  /// The attributes in headers, the data alone in the body, the content type that of the data.
  BINARY,
  /// JSON without saying what it holds: an array is a batch, and what has no `specversion` is our short form.
  PLAIN_JSON;

  private static final String CLOUD_EVENTS = "application/cloudevents";

  /// The form of a body with that content type under these headers, or null where it is none that we take. The batch
  /// comes first: its type begins with that of a single event. What is neither goes by the headers.
  static @Nullable Form find(@Nullable String contentType, MultiMap headers) {
    if (contentType == null) {
      return AttributeHeaders.areIn(headers) ? BINARY : null;
    }
    int end = contentType.indexOf(';');
    var type = (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    var form = switch (type) {
      case "application/cloudevents-batch+json", "application/cloudevents-batch" -> BATCHED;
      case "application/cloudevents+json", CLOUD_EVENTS -> STRUCTURED;
      default -> type.startsWith(CLOUD_EVENTS) ? null : AttributeHeaders.areIn(headers) ? BINARY
          : type.equals("application/json") ? PLAIN_JSON : null;
    };
    return form == BINARY || end < 0 || isUtf8(contentType.substring(end + 1)) ? form : null;
  }

  /// Whether the body is to be read as a batch.
  boolean isBatch(byte[] body) {
    return switch (this) {
      case STRUCTURED, BINARY -> false;
      case BATCHED -> true;
      case PLAIN_JSON -> firstOf(body) == '[';
    };
  }

  /// What the objects of the body look like.
  Terms.Shape shape() {
    return this == PLAIN_JSON ? Terms.Shape.SHORT : Terms.Shape.CLOUD_EVENT;
  }

  private static int firstOf(byte[] body) {
    for (byte b : body) {
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return b;
      }
    }
    return -1;
  }

  private static boolean isUtf8(String parameters) {
    var lower = parameters.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("charset=");
    return at < 0 || lower.substring(at + 8).replace("\"", "").strip().startsWith("utf-8");
  }
}
