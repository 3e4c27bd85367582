package io.groundswell.ingest.door;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.access.Access;
import io.groundswell.ingest.quota.Claim;
import io.groundswell.ingest.quota.KeyQuota;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/// A request whose key opened the lane that it asks for. Its body is still to come.
///
/// @param claim what it holds in memory, until it is answered
/// @param begunNanos `System.nanoTime()` when it came
public record Visit(HttpServerRequest request, Access sender, Lane lane, KeyQuota quota, Claim claim,
    long begunNanos) {

  private static final long NO_ERROR = 0;

  /// Says that the connection ends with the answer. In HTTP/2 only the stream does, since others go on beside it: what
  /// is left of the body is not wanted (RFC 9113, 8.1).
  public void announceEnd() {
    var response = request.response();
    if (request.version() != HttpVersion.HTTP_2) {
      response.putHeader(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else {
      response.endHandler(sent -> {
        if (!request.isEnded()) {
          response.reset(NO_ERROR);
        }
      });
    }
  }
}
