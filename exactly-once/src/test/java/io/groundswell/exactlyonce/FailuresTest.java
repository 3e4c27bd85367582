package io.groundswell.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.pgclient.PgException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {

  @ParameterizedTest
  @ValueSource(strings = {"22003", "22021", "22P02", "22P05", "23502", "23505", "23503", "54000"})
  void blamesTheRecordForItsValues(String sqlState) {
    assertThat(Failures.of(answer(sqlState), true)).isInstanceOf(Failure.BadData.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"08006", "25P02", "42P01", "42501", "53100", "53300", "54001", "55P03", "57014", "57P01", "58030",
          "XX000", "21000"})
  void blamesNoRecordForAnythingElse(String sqlState) {
    assertThat(Failures.of(answer(sqlState), true)).isInstanceOf(Failure.Trouble.class);
  }

  @Test
  void tellsACheckFromAMissingPartition() {
    assertThat(Failures.isBadData("23514", "natural_number")).isTrue();
    assertThat(Failures.isBadData("23514", null)).isFalse();
    assertThat(Failures.isBadData("23514", "")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01"})
  void triesAConflictAgain(String sqlState) {
    assertThat(Failures.of(answer(sqlState), true)).isInstanceOf(Failure.Conflict.class);
  }

  @Test
  void admitsThatItDoesNotKnow() {
    assertThat(Failures.of(new NoAnswerException("gone", null), false)).isInstanceOf(Failure.Unknown.class);
    assertThat(Failures.of(answer("22003"), false)).isInstanceOf(Failure.Unknown.class);
    assertThat(Failures.certainlyAborts(answer("57P01"))).isFalse();
    assertThat(Failures.certainlyAborts(answer("40003"))).isFalse();
    assertThat(Failures.certainlyAborts(answer("23505"))).isTrue();
  }

  @Test
  void callsWhatIsNoAnswerABug() {
    assertThat(Failures.of(new ArithmeticException("/ by zero"), true)).isInstanceOf(Failure.Bug.class);
    assertThat(Failures.of(new StackOverflowError(), true)).isInstanceOf(Failure.Bug.class);
    assertThat(Failures.of(new NoAnswerException("gone", null), true)).isInstanceOf(Failure.Trouble.class);
  }

  @Test
  void doesNotQuoteValues() {
    assertThat(
        Failures.reason(new PgException("invalid input syntax for type json: \"secret\"", "ERROR", "22P02", null)))
        .isEqualTo("SQLSTATE 22P02");
  }

  private static PgException answer(String sqlState) {
    return new PgException("message", "ERROR", sqlState, null);
  }
}
