package io.groundswell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingsTest {

  @Test
  void observedMetricsBecomeOneReadingEach() {
    assertThat(readings("metric.observed", "{\"kind\":\"total\",\"metrics\":{\"likes\":10,\"views\":0.25}}"))
        .containsExactly(new Reading("likes", Kind.TOTAL, 10), new Reading("views", Kind.TOTAL, 0.25));
  }

  @Test
  void deltasAreMultipliedByTheSampledRateAndTotalsAreNot() {
    assertThat(readings("metric.observed", "{\"metrics\":{\"likes\":3}}", ",\"sampledrate\":10"))
        .containsExactly(new Reading("likes", Kind.DELTA, 30));
    assertThat(readings("metric.observed", "{\"kind\":\"total\",\"metrics\":{\"likes\":3}}", ",\"sampledrate\":10"))
        .containsExactly(new Reading("likes", Kind.TOTAL, 3));
  }

  @Test
  void anEngagementCountsItsActionAndTheSecondsWatched() {
    assertThat(readings("content.engaged", "{\"action\":\"watch\",\"watch_seconds\":12.5}"))
        .containsExactly(new Reading("watch", Kind.DELTA, 1), new Reading("watch_seconds", Kind.DELTA, 12.5));
  }

  @Test
  void aPostCarriesTheTotalsOfItsPlatform() {
    assertThat(readings("post.updated", "{\"text\":\"hi\",\"like_count\":1204,\"view_count\":null}"))
        .containsExactly(new Reading("likes", Kind.TOTAL, 1204));
  }

  @Test
  void aCorrectionCountsNothingItselfAndNamesWhatItCorrects() {
    var data = "{\"id\":\"like-1\",\"time\":\"2026-01-01T00:00:00Z\",\"metrics\":{\"likes\":7.5}}";
    assertThat(readings("metric.corrected", data, ",\"sampledrate\":10")).isEmpty();

    var correction = Correction.find(event("metric.corrected", data, ""));
    assertThat(correction).isEqualTo(new Correction(event("metric.corrected", data, "").source(), "like-1",
        Instant.parse("2026-01-01T00:00:00Z"), Map.of("likes", 7.5)));
    assertThat(Correction.find(event("metric.observed", data, ""))).isNull();
  }

  @Test
  void aPostMayHoldAnythingBesideItsColumns() {
    assertThat(readings("post.published", """
        {"text":"hi","posted_at":1697840000,"updated_at":"2026-11-20T17:00:00+01:00","width":null,"mood":{"text":[]},
        "creator":{"id":"7","username":null,"follower_count":12,"more":[{}]},"media":[{"url":"u","height":2}],
        "like_count":3}""")).containsExactly(new Reading("likes", Kind.TOTAL, 3));
  }

  @Test
  void aSessionCountsAsOneEvent() {
    assertThat(readings("session.ended",
        "{\"length_minutes\":42.5,\"watch_seconds\":0,\"genres\":[\"drama\"],\"x\":[]}"))
        .containsExactly(new Reading("events", Kind.DELTA, 1));
    assertThat(readings("content.engaged",
        "{\"action\":\"like\",\"rating\":10,\"score\":999.99,\"device\":{\"os\":1}}"))
        .containsExactly(new Reading("like", Kind.DELTA, 1));
  }

  @Test
  void anUnknownTypeCountsAsOneEvent() {
    assertThat(readings("funnel.progressed", "{\"step\":2}")).containsExactly(new Reading("events", Kind.DELTA, 1));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
      "metric.observed | {}                                              | INVALID_DATA        | /data/metrics",
      "metric.observed | {\"metrics\":{}}                                | INVALID_DATA        | /data/metrics",
      "metric.observed | {\"metrics\":[1]}                               | INVALID_DATA        | /data/metrics",
      "metric.observed | {\"metrics\":{\"likes\":\"3\"}}                 | INVALID_DATA        | /data/metrics",
      "metric.observed | {\"metrics\":{\"likes\":1,\"likes\":2}}         | INVALID_DATA        | /data/metrics",
      "metric.observed | {\"metrics\":{\"9lives\":1}}                    | INVALID_DATA        | /data/metrics",
      "metric.observed | {\"kind\":\"rate\",\"metrics\":{\"likes\":1}}   | INVALID_DATA        | /data/kind",
      "metric.observed | {\"metrics\":{\"likes\":1e15}}                  | NUMBER_OUT_OF_RANGE | /data/metrics",
      "metric.observed | {\"metrics\":{\"likes\":0.1234567890123456}}    | NUMBER_OUT_OF_RANGE | /data/metrics",
      "metric.observed | {\"metrics\":{\"likes\":1e-16}}                 | NUMBER_OUT_OF_RANGE | /data/metrics",
      "content.engaged | {\"action\":\"poke\"}                           | INVALID_DATA        | /data/action",
      "content.engaged | {\"action\":\"watch\",\"watch_seconds\":-1}     | INVALID_DATA        | /data/watch_seconds",
      "metric.corrected | {\"time\":\"2026-01-01T00:00:00Z\",\"metrics\":{\"a\":1}} | INVALID_DATA | /data/id",
      "metric.corrected | {\"id\":\"a\",\"time\":\"noon\",\"metrics\":{\"a\":1}} | INVALID_DATA | /data/time",
      "metric.corrected | {\"id\":\"a\",\"time\":\"2026-01-01T00:00:00Z\"}        | INVALID_DATA | /data/metrics",
      "metric.corrected | {\"id\":7}                                        | INVALID_DATA | /data/id",
      "post.updated    | {\"like_count\":\"many\"}                       | INVALID_DATA        | /data/like_count",
      "post.published  | {\"text\":7}                                      | INVALID_DATA        | /data/text",
      "post.published  | {\"posted_at\":\"yesterday\"}                   | INVALID_DATA        | /data/posted_at",
      "post.published  | {\"width\":-1}                                    | INVALID_DATA        | /data/width",
      "post.published  | {\"creator\":\"jo\"}                            | INVALID_DATA        | /data/creator",
      "post.published  | {\"creator\":{\"username\":\"jo\"}}           | INVALID_DATA        | /data/creator",
      "post.published  | {\"creator\":{\"id\":\"7\",\"verified\":1}} | INVALID_DATA        | /data/creator",
      "post.published  | {\"media\":[{\"width\":3}]}                     | INVALID_DATA        | /data/media",
      "creator.updated | {\"username\":\"\"}                             | INVALID_DATA        | /data/username",
      "creator.updated | {\"verified\":\"yes\"}                          | INVALID_DATA        | /data/verified",
      "content.engaged | {\"action\":\"like\",\"rating\":11}           | INVALID_DATA        | /data/rating",
      "content.engaged | {\"action\":\"like\",\"rating\":0}            | INVALID_DATA        | /data/rating",
      "content.engaged | {\"action\":\"like\",\"score\":1000}          | INVALID_DATA        | /data/score",
      "content.engaged | {\"action\":\"like\",\"score\":1.001}         | INVALID_DATA        | /data/score",
      "content.engaged | {\"action\":\"like\",\"device\":{\"screen_size\":6}} | INVALID_DATA | /data/device",
      "content.engaged | {\"action\":\"like\",\"genres\":[7]}          | INVALID_DATA        | /data/genres",
      "session.ended   | {\"length_minutes\":-1}                           | INVALID_DATA        | /data/length_minutes",
      "session.ended   | {\"binge\":1}                                     | INVALID_DATA        | /data/binge"})
  void refusesWhatCannotBeKeptExactly(String type, String data, Reason reason, String pointer) {
    var refused = (Readings.Refused) Readings.of(event(type, data, ""));

    assertThat(refused.refusal().reason()).isEqualTo(reason);
    assertThat(refused.refusal().pointer()).isEqualTo(pointer);
  }

  @Test
  void keepsTheLargestAndTheFinestNumbers() {
    assertThat(readings("metric.observed", "{\"metrics\":{\"a\":999999999999999,\"b\":0.000000000000001,\"c\":0}}"))
        .extracting(Reading::value).containsExactly(999_999_999_999_999d, 1e-15, 0d);
  }

  private static List<Reading> readings(String type, String data) {
    return readings(type, data, "");
  }

  private static List<Reading> readings(String type, String data, String extension) {
    return ((Readings.Of) Readings.of(event(type, data, extension))).readings();
  }

  private static CloudEvent event(String type, String data, String extension) {
    var json = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"time\":\"2026-11-20T17:00:00Z\",\"type\":\""
        + type + "\"" + extension + ",\"data\":" + data + "}";
    return ((Decoded.Event<CloudEvent>) EventCodec.decode(json.getBytes(StandardCharsets.UTF_8))).event();
  }
}
