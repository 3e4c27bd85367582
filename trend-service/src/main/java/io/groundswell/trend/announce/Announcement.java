package io.groundswell.trend.announce;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.evidence.Method;
import io.groundswell.trend.memory.Running;
import io.groundswell.trend.memory.SeriesKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// That a trend has started, peaked or ended, as a CloudEvent.
///
/// @param since the bucket in which the trend began
/// @param at when it happened, by the buckets: never the clock, so that whoever says it says the same
record Announcement(SeriesKey series, long since, Step step, Instant at, @Nullable Running running) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SOURCE = "/groundswell/trends";

  /// The first 16 bytes of SHA-256 over the series, the begin of the trend and the step: the same announcement has the
  /// same.
  UUID id() {
    var text =
        series.organization() + "\n" + series.subject() + "\n" + series.platform() + "\n" + series.metric() + "\n"
            + since + "\n" + step.type();
    try {
      var hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
      return new UUID(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  String event() {
    var event = JSON.createObjectNode()
        .put("specversion", "1.0")
        .put("id", id().toString())
        .put("source", SOURCE)
        .put("type", step.type())
        .put("time", at.toString())
        .put("subject", series.subject().toString())
        .put("platform", series.platform())
        .put("organization", series.organization())
        .put("datacontenttype", "application/json");
    var data = event.putObject("data")
        .put("metric", series.metric())
        .put("since", Bucket.start(since).toString());
    var best = running == null ? null : running.best();
    if (best != null) {
      data.put("window", best.window().slug())
          .put("score", best.score())
          .put("confidence", best.confidence())
          .put("observed", best.observed())
          .put("expected", best.expected())
          .put("growth", best.growth());
      var methods = data.putArray("methods");
      best.evidence().agreeing().stream().sorted().map(Method::slug).forEach(methods::add);
    }
    return event.toString();
  }
}
