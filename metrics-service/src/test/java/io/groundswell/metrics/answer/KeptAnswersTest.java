package io.groundswell.metrics.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeptAnswersTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicInteger made = new AtomicInteger();
  private final AtomicBoolean fails = new AtomicBoolean();

  @Test
  void aFreshAnswerIsGivenAgainToWhoeverAsksTheSame() {
    var answers = answers(LONG, LONG);

    assertThat(answers.get("a")).isEqualTo("a1");
    assertThat(answers.get("b")).isEqualTo("b2");
    assertThat(answers.get("a")).isEqualTo("a1");
    assertThat(made).hasValue(2);
  }

  @Test
  void oneThatIsNoLongerFreshIsMadeAnewBeside() {
    var answers = answers(Duration.ZERO, LONG);
    assertThat(answers.get("a")).isEqualTo("a1");

    await().untilAsserted(() -> assertThat(answers.get("a")).isNotEqualTo("a1").startsWith("a"));
  }

  @Test
  void oneThatCannotBeMadeAnewStaysAndIsTriedAgain() {
    var answers = answers(Duration.ZERO, LONG);
    assertThat(answers.get("a")).isEqualTo("a1");
    fails.set(true);
    // One may be under way still that does not fail.
    awaitTwoMore(() -> answers.get("a"));
    var stays = answers.get("a");

    awaitTwoMore(() -> assertThat(answers.get("a")).isEqualTo(stays));
    fails.set(false);

    await().until(() -> !answers.get("a").equals(stays));
  }

  @Test
  void oneThatIsTooOldIsMadeBeforeItIsGivenAndTheTroubleIsTold() {
    var answers = answers(LONG, Duration.ofNanos(1));
    assertThat(answers.get("a")).isEqualTo("a1");
    assertThat(answers.get("a")).isEqualTo("a2");
    fails.set(true);

    assertThatThrownBy(() -> answers.get("a")).hasMessage("away");
  }

  private KeptAnswers<String, String> answers(Duration fresh, Duration oldest) {
    return new KeptAnswers<>(10, fresh, oldest, question -> {
      int number = made.incrementAndGet();
      if (fails.get()) {
        throw new IllegalStateException("away");
      }
      return question + number;
    });
  }

  private void awaitTwoMore(Runnable asking) {
    int before = made.get();
    await().until(() -> {
      asking.run();
      return made.get() >= before + 2;
    });
  }
}
