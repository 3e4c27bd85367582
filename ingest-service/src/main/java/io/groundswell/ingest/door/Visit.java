package io.groundswell.ingest.door;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.access.Access;
import io.groundswell.ingest.quota.Claim;
import io.groundswell.ingest.quota.KeyQuota;
import io.vertx.core.http.HttpServerRequest;

/// A request whose key opened the lane that it asks for. Its body is still to come.
///
/// @param claim what it holds in memory, until it is answered
/// @param begunNanos `System.nanoTime()` when it came
public record Visit(HttpServerRequest request, Access sender, Lane lane, KeyQuota quota, Claim claim,
    long begunNanos) {
}
