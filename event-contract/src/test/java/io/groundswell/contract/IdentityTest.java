package io.groundswell.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityTest {

  /// `printf '7\nshop/eu\nm-1' | sha256sum` begins with these 16 bytes.
  @Test
  void theEventKeyIsTheBeginningOfASha256() {
    assertThat(AcceptedEvent.eventKey(7, "shop/eu", "m-1"))
        .isEqualTo(UUID.fromString("61d9afe5-fb40-d130-6f8d-803c552986d5"));
  }

  @Test
  void twoOrganisationsNeverShareAnEventKey() {
    assertThat(AcceptedEvent.eventKey(1, "shop", "m-1")).isNotEqualTo(AcceptedEvent.eventKey(2, "shop", "m-1"));
    assertThat(AcceptedEvent.eventKey(1, "1\nshop", "m-1")).isNotEqualTo(AcceptedEvent.eventKey(11, "shop", "m-1"));
  }

  @Test
  void eventKeysAreInPostgresOrder() {
    var low = UUID.fromString("7fffffff-ffff-ffff-ffff-ffffffffffff");
    var high = UUID.fromString("80000000-0000-0000-0000-000000000000");

    assertThat(AcceptedEvent.compareKeys(low, high)).isNegative();
    assertThat(AcceptedEvent.compareKeys(high, low)).isPositive();
    assertThat(AcceptedEvent.compareKeys(high, new UUID(high.getMostSignificantBits(), -1))).isNegative();
    assertThat(AcceptedEvent.compareKeys(low, low)).isZero();
  }

  @Test
  void slotsAreSpreadEvenlyOverThePartitions() {
    var perPartition = new int[Lane.PARTITIONS];
    for (int i = 0; i < 120_000; i++) {
      perPartition[Slot.partition(Slot.of(("1/post/" + i).getBytes(StandardCharsets.UTF_8)), Lane.PARTITIONS)]++;
    }

    assertThat(java.util.Arrays.stream(perPartition).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(9_000, 11_000));
  }

  @Test
  void anApiKeySurvivesItsTextAndATypingErrorDoesNot() {
    var key = ApiKey.generate(new SecureRandom());

    assertThat(ApiKey.find(key.text())).isEqualTo(key);
    assertThat(ApiKey.find(key.text().replaceFirst(".$", "!"))).isNull();
    assertThat(key.toString()).doesNotContain(key.secret());
  }

  @Test
  void whatIsStoredOfAKeyNeedsThePepperToBeChecked() {
    var key = ApiKey.generate(new SecureRandom());
    var pepper = Pepper.of("0123456789abcdef0123456789abcdef");
    var other = Pepper.of("0123456789abcdef0123456789abcdeF");

    assertThat(key.mac(pepper.derive("keys"))).hasSize(32).isEqualTo(key.mac(pepper.derive("keys")))
        .isNotEqualTo(key.mac(pepper.derive("receipts"))).isNotEqualTo(key.mac(other.derive("keys")));
    assertThat(pepper.toString()).doesNotContain("0123");
    assertThatThrownBy(() -> Pepper.of("short-and-secret")).hasMessage("the pepper needs at least 32 characters");
  }

  @ParameterizedTest
  @CsvSource({
      "2026-11-20T17:00:00Z, 2026-11-20T17:00:00Z", "2026-11-20t17:00:00.5z, 2026-11-20T17:00:00.500Z",
      "2026-11-20T17:00:00.1234567890+05:30, 2026-11-20T11:30:00.123456Z",
      "2024-02-29T23:59:59-00:30, 2024-03-01T00:29:59Z", "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z"})
  void readsTimestampsToTheMicrosecond(String text, Instant instant) {
    assertThat(Rfc3339.find(text)).isEqualTo(instant);
  }

  @ParameterizedTest
  @CsvSource({"2026-11-20T17:00:00", "2026-11-20", "2025-02-29T00:00:00Z", "2026-11-20T24:00:00Z",
      "2026-11-20T17:00:60Z", "2026-11-20T17:00:00.Z", "2026-11-20T17:00:00+0100", "x026-11-20T17:00:00Z",
      "2026-11-20T17:00:00+25:00", "0000-01-01T00:00:00Z"})
  void findsNoTimestampInAnythingElse(String text) {
    assertThat(Rfc3339.find(text)).isNull();
  }
}
