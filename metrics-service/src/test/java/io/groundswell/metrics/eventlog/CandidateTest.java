package io.groundswell.metrics.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Kind;
import io.groundswell.contract.Reading;
import io.groundswell.contract.Subject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CandidateTest {

  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void ofTheSameEventTwiceTheFirstWins() {
    var first = candidate(1, 5, TIME, 7, 1);
    var second = candidate(1, 5, TIME, 7, 2);

    assertThat(Candidate.sortedDistinct(List.of(first, second))).containsExactly(first);
    assertThat(Candidate.sortedDistinct(List.of(second, first))).containsExactly(second);
  }

  @Test
  void rowsGoInTheOrderOfTheKey() {
    var a = candidate(1, 5, TIME, 7, 1);
    var b = candidate(1, 5, TIME, -7, 1);
    var c = candidate(1, 5, TIME.plusNanos(1_000), 0, 1);
    var d = candidate(1, 6, TIME, 0, 1);
    var e = candidate(2, 1, TIME, 0, 1);

    assertThat(Candidate.sortedDistinct(List.of(e, c, d, b, a))).containsExactly(a, b, c, d, e);
  }

  private static Candidate candidate(int organization, int subject, Instant time, long key, double value) {
    return new Candidate(
        new LoggedEvent(organization, "test", TIME, time, new UUID(key, 0), new Subject("post", "a"), "x",
            List.of(new Reading("likes", Kind.DELTA, value)), null, null, null, null),
        subject, new int[]{1});
  }
}
