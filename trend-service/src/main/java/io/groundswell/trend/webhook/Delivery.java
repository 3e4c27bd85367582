package io.groundswell.trend.webhook;

import io.vertx.sqlclient.Row;
import java.net.URI;
import java.util.UUID;

/// An announcement on its way to a webhook.
///
/// @param attempts with this one
record Delivery(int organization, UUID webhook, UUID event, URI url, String body, int attempts) {

  static Delivery from(Row row) {
    return new Delivery(row.getInteger("organization_id"), row.getUUID("webhook_id"), row.getUUID("event_id"),
        URI.create(row.getString("url")), row.getString("event"), row.getInteger("attempts"));
  }

  /// How an attempt ended.
  sealed interface Outcome {

    record Arrived(int status) implements Outcome {
    }

    /// The receiver wants no more, ever: status 410.
    record Unwanted() implements Outcome {
    }

    /// @param status 0 where there was no answer
    record Failed(int status, String why) implements Outcome {
    }
  }
}
