package io.groundswell.trend.live;

import io.vertx.sqlclient.Row;

/// An announcement on its way to listeners.
///
/// @param event the CloudEvent
record Told(Place place, int organization, String type, String event) {

  static Told from(Row row) {
    return new Told(new Place(row.getLong("began"), row.getLong("place")), row.getInteger("organization_id"),
        row.getString("type"), row.getString("event"));
  }
}
