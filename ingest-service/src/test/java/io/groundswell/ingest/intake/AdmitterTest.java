package io.groundswell.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Reason;
import io.groundswell.groundwork.access.Access;
import io.groundswell.groundwork.access.KeySettings;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.TriesLimit;
import io.groundswell.ingest.backfill.ReadyRanges;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmitterTest {

  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final Access SENDER = new Access(7, "key", Set.of(Scope.WRITE), "web", KeySettings.USUAL);
  private static final ReadyRanges MARCH = new ReadyRanges(Map.of(7, List.of(
      new ReadyRanges.Range(Instant.parse("2015-03-01T00:00:00Z"), Instant.parse("2015-04-01T00:00:00Z")))), Set.of(),
      0);

  private final Admitter admitter = new Admitter((organization, event, readings, at) -> null,
      Duration.ofDays(7), Duration.ofMinutes(10), 1_000);

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-13T12:00:00Z", "2026-11-20T12:00:00Z", "2026-11-20T12:10:00Z"})
  void takesLiveEventsOfTheLastWeekAndTheNextTenMinutes(Instant time) {
    assertThat(judge(Sender.event("1", time), Lane.LIVE)).isInstanceOf(Verdict.Admitted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-13T11:59:59.999999Z", "2026-11-20T12:10:00.000001Z", "2015-03-01T00:00:00Z"})
  @TriesLimit({"/time/liveBackSeconds", "/time/aheadSeconds"})
  void rejectsLiveEventsOutsideOfTheWindow(Instant time) {
    assertThat(reason(Sender.event("1", time), Lane.LIVE)).isEqualTo(Reason.TIMESTAMP_OUT_OF_RANGE);
  }

  @ParameterizedTest
  @CsvSource({"2015-02-28T23:59:59.999999Z, false", "2015-03-01T00:00:00Z, true", "2015-03-31T23:59:59.999999Z, true",
      "2015-04-01T00:00:00Z, false", "2026-11-20T12:00:00Z, false"})
  void takesHistoryInsideOfADeclaredRangeOnly(Instant time, boolean taken) {
    var verdict = judge(Sender.event("1", time), Lane.BACKFILL);

    assertThat(verdict instanceof Verdict.Admitted).isEqualTo(taken);
    assertThat(taken || reason(Sender.event("1", time), Lane.BACKFILL) == Reason.OUTSIDE_DECLARED_RANGE).isTrue();
  }

  @Test
  void doesNotTakeHistoryOfTheFuture() {
    var ahead =
        new ReadyRanges(Map.of(7, List.of(new ReadyRanges.Range(NOON, NOON.plus(Duration.ofDays(1))))), Set.of(),
            0);

    var verdict = admitter.judge(decoded(Sender.event("1", NOON.plus(Duration.ofMinutes(11)))), SENDER, Lane.BACKFILL,
        ahead, NOON);

    assertThat(((Verdict.Rejected) verdict).refusal().reason()).isEqualTo(Reason.TIMESTAMP_OUT_OF_RANGE);
  }

  @Test
  void aRangeOfAnotherOrganizationDoesNotCount() {
    var other = new Access(8, "key", Set.of(Scope.BACKFILL), "web", KeySettings.USUAL);

    var verdict = admitter.judge(decoded(Sender.event("1", Instant.parse("2015-03-02T00:00:00Z"))), other,
        Lane.BACKFILL, MARCH, NOON);

    assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
  }

  @Test
  void writesTheRecordUnderTheSendersOrganization() {
    var verdict = (Verdict.Admitted) judge(Sender.event("1", NOON).replace("\"platform\":\"x\",", ""), Lane.LIVE);

    assertThat(verdict.parcel().key()).asString(StandardCharsets.UTF_8).isEqualTo("7/hashtag/foo");
    assertThat(verdict.parcel().value()).asString(StandardCharsets.UTF_8)
        .contains("\"platform\":\"web\",\"organization\":\"7\",\"receivedtime\":\"2026-11-20T12:00:00Z\"");
  }

  @Test
  void rejectsWhatNoSeriesCouldKeep() {
    assertThat(reason(Sender.event("1", NOON).replace("\"likes\":3", "\"likes\":\"3\""), Lane.LIVE))
        .isEqualTo(Reason.INVALID_DATA);
    assertThat(reason(Sender.event("1", NOON).replace("\"likes\":3", "\"likes\":1e15"), Lane.LIVE))
        .isEqualTo(Reason.NUMBER_OUT_OF_RANGE);
  }

  @Test
  void rejectsAnEventThatIsTooLarge() {
    var large = Sender.event("1", NOON).replace("\"data\":{", "\"data\":{\"note\":\"" + "n".repeat(1_000) + "\",");

    assertThat(reason(large, Lane.LIVE)).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void keepsWhatCouldBeReadOfARejectedEvent() {
    var undecodable = judge("{\"id\":\"broken\",\"source\":\"test\"}", Lane.LIVE);
    var untimely = judge(Sender.event("late", Instant.EPOCH), Lane.LIVE);

    assertThat(undecodable.id()).isEqualTo("broken");
    assertThat(untimely.id()).isEqualTo("late");
    assertThat(untimely.source()).isEqualTo("test");
  }

  private Reason reason(String event, Lane lane) {
    return ((Verdict.Rejected) judge(event, lane)).refusal().reason();
  }

  private Verdict judge(String event, Lane lane) {
    return admitter.judge(decoded(event), SENDER, lane, MARCH, NOON);
  }

  private static Decoded<CloudEvent> decoded(String event) {
    return EventCodec.decode(event.getBytes(StandardCharsets.UTF_8));
  }
}
