package io.groundswell.ingest.door;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.access.Access;
import io.vertx.core.http.HttpServerRequest;

/// A request whose key opened the lane that it asks for. Its body is still to come.
///
/// @param begunNanos `System.nanoTime()` when it came
public record Visit(HttpServerRequest request, Access sender, Lane lane, long begunNanos) {
}
