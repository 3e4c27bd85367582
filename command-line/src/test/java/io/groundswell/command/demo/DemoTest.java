package io.groundswell.command.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.command.CommandRun;
import io.groundswell.command.StandInEdge;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DemoTest {

  @Test
  void sendsThePastAndThenTheLiveShow() {
    try (var edge = new StandInEdge()) {
      var run =
          CommandRun.of("demo", "--url", edge.url().toString(), "--key", "k", "--duration", "1s", "--history", "1h");

      assertThat(run.exitCode()).isZero();
      assertThat(run.err()).contains("Telling the past: ", "Now live. #");
      assertThat(run.out()).endsWith(" events sent, 0 rejected" + System.lineSeparator());
      assertThat(edge.events()).extracting(event -> event.path("source").asText()).containsOnly("groundswell-demo");
      assertThat(edge.requests()).hasSizeGreaterThan(4);
    }
  }

  @ParameterizedTest
  @CsvSource({"90s, PT90S", "10m, PT10M", "1h30m, PT1H30M", "7d, P7D", "1d12h, PT36H", "PT5S, PT5S", "0s, PT0S"})
  void readsDurations(String text, Duration duration) {
    assertThat(new ToDuration().convert(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "m", "5x", "-5s", "d"})
  void refusesWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> new ToDuration().convert(text)).isInstanceOf(TypeConversionException.class);
  }
}
