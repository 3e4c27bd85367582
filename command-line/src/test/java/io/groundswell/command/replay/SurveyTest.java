package io.groundswell.command.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.contract.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurveyTest {

  @TempDir
  private Path directory;

  @Test
  void declaresWholeDaysAroundAllRowsOfAllFiles() throws IOException {
    var survey = Survey.of(List.of(
        file("a", "2015-02-26 21:42:53,1\n2015-02-28 23:59:59,1\n"), file("b", "2015-02-25 00:00:00,1\n")));

    assertThat(survey.total()).isEqualTo(3);
    assertThat(survey.first()).isEqualTo("2015-02-25T00:00:00Z");
    assertThat(survey.ranges()).singleElement().satisfies(range -> {
      assertThat(range.from()).isEqualTo("2015-02-25T00:00:00Z");
      assertThat(range.to()).isEqualTo(Instant.parse("2015-03-01T00:00:00Z"));
    });
  }

  @Test
  void leavesYearsWithoutRowsOutOfTheDeclaration() throws IOException {
    var survey = Survey.of(List.of(file("a", "2011-01-01 00:00:00,1\n2011-01-20 00:00:00,1\n2015-01-01 00:00:00,1\n")));

    assertThat(survey.ranges()).containsExactly(
        new Survey.DayRange(LocalDate.of(2011, 1, 1), LocalDate.of(2011, 1, 20)),
        new Survey.DayRange(LocalDate.of(2015, 1, 1), LocalDate.of(2015, 1, 1)));
  }

  @Test
  void declaresALongHistoryInPieces() throws IOException {
    var text = new StringBuilder();
    for (var day = LocalDate.of(2011, 1, 1); day.isBefore(LocalDate.of(2013, 1, 1)); day = day.plusDays(1)) {
      text.append(day).append(" 12:00:00,1\n");
    }

    assertThat(Survey.of(List.of(file("a", text.toString()))).ranges()).containsExactly(
        new Survey.DayRange(LocalDate.of(2011, 1, 1), LocalDate.of(2012, 1, 1)),
        new Survey.DayRange(LocalDate.of(2012, 1, 2), LocalDate.of(2012, 12, 31)));
  }

  @Test
  void countsRowsThatRepeatATimestamp() throws IOException {
    var survey = Survey.of(List.of(file("a", "2015-01-01 00:00:00,1\n2015-01-01 00:00:00,2\n2015-01-01 00:05:00,3\n")));

    assertThat(survey.repeated()).isEqualTo(1);
  }

  @Test
  void refusesAFileWithoutRows() {
    assertThatThrownBy(() -> Survey.of(List.of(file("a", "timestamp,value\n"))))
        .hasMessageEndingWith("a.csv has no rows");
  }

  private SeriesFile file(String name, String text) throws IOException {
    return new SeriesFile(new Subject("ticker", name), Files.writeString(directory.resolve(name + ".csv"), text));
  }
}
