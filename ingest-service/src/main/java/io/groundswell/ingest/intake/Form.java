package io.groundswell.ingest.intake;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a body carries events (CloudEvents 1.0, HTTP protocol binding).
enum Form {
  /// One event, envelope and data in one JSON object.
  STRUCTURED,
  /// A JSON array of events.
  BATCHED,
  /// JSON without saying which of the two: an array is a batch.
  PLAIN_JSON;

  /// The form of that content type, or null where it is none that we take. The batch comes first: its type begins with
  /// that of a single event.
  static @Nullable Form find(@Nullable String contentType) {
    if (contentType == null) {
      return null;
    }
    int end = contentType.indexOf(';');
    var type = (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    if (end >= 0 && !isUtf8(contentType.substring(end + 1))) {
      return null;
    }
    return switch (type) {
      case "application/cloudevents-batch+json", "application/cloudevents-batch" -> BATCHED;
      case "application/cloudevents+json", "application/cloudevents" -> STRUCTURED;
      case "application/json" -> PLAIN_JSON;
      default -> null;
    };
  }

  /// Whether the body is to be read as a batch.
  boolean isBatch(byte[] body) {
    return switch (this) {
      case STRUCTURED -> false;
      case BATCHED -> true;
      case PLAIN_JSON -> firstOf(body) == '[';
    };
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
