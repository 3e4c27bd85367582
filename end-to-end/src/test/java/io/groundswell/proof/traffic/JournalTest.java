package io.groundswell.proof.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.proof.traffic.Outcomes.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  @TempDir
  private Path directory;

  @Test
  void whatWasAnsweredIsKnown() {
    var file = directory.resolve("journal");
    try (var journal = new Journal(file)) {
      long request = journal.intent(10, 3);
      journal.answered(request, List.of(true, false, true));
    }

    var outcomes = Outcomes.of(file);

    assertThat(outcomes.of(10)).isEqualTo(Outcome.ACCEPTED);
    assertThat(outcomes.of(11)).isEqualTo(Outcome.REJECTED);
    assertThat(outcomes.of(12)).isEqualTo(Outcome.ACCEPTED);
    assertThat(outcomes.of(13)).isEqualTo(Outcome.NEVER_SENT);
  }

  @Test
  void anIntentWithoutAnOutcomeIsUnknown() {
    var file = directory.resolve("journal");
    try (var journal = new Journal(file)) {
      journal.intent(0, 2);
    }

    assertThat(Outcomes.of(file).of(1)).isEqualTo(Outcome.UNKNOWN);
    assertThat(Outcomes.of(file).unknown()).isEqualTo(2);
  }

  @Test
  void oneAcceptanceOutweighsWhatWasUnknownBefore() {
    var file = directory.resolve("journal");
    try (var journal = new Journal(file)) {
      journal.unknown(journal.intent(0, 1));
      journal.answered(journal.intent(0, 1), List.of(true));
    }

    var outcomes = Outcomes.of(file);

    assertThat(outcomes.of(0)).isEqualTo(Outcome.ACCEPTED);
    assertThat(outcomes.unknown()).isZero();
    assertThat(outcomes.unknownRequests()).isEqualTo(1);
    assertThat(outcomes.sends()).isEqualTo(2);
  }

  @Test
  void aTornLastLineDoesNoHarm() throws Exception {
    var file = directory.resolve("journal");
    try (var journal = new Journal(file)) {
      journal.answered(journal.intent(0, 1), List.of(true));
    }
    Files.writeString(file, "> 1", StandardOpenOption.APPEND);

    assertThat(Outcomes.of(file).accepted()).isEqualTo(1);
  }
}
