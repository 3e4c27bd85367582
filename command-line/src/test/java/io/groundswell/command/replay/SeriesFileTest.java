package io.groundswell.command.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.command.series.Row;
import io.groundswell.contract.Subject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesFileTest {

  private static final Row FIRST = new Row(1, Instant.parse("2015-02-26T21:42:53Z"), new BigDecimal("104"));
  private static final Row SECOND = new Row(2, Instant.parse("2015-02-26T21:47:53Z"), new BigDecimal("1.50"));

  @TempDir
  private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {
      "timestamp,value\n2015-02-26 21:42:53,104\n2015-02-26 21:47:53,1.50\n",
      "2015-02-26 21:42:53,104\n2015-02-26 21:47:53,1.50",
      "timestamp,value\r\n2015-02-26 21:42:53,104\r\n2015-02-26 21:47:53,1.50\r\n\r\n",
      "\ufefftimestamp,value\n2015-02-26T21:42:53Z,104\n2015-02-26T22:47:53+01:00,1.50\n",
      "\n\"timestamp\",\"value\"\n\"2015-02-26 21:42:53\" , \"104\"\n\n2015-02-26 21:47:53, 1.50\n   \n"})
  void readsEveryUsualWayOfWritingTheSameRows(String text) throws IOException {
    assertThat(rows(text)).containsExactly(FIRST, SECOND);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      2015-02-26 21:42:53              | line 2: it has 1 columns instead of timestamp,value
      2015-02-26 21:42:53,1,2          | line 2: it has 3 columns instead of timestamp,value
      26.02.2015 21:42,1               | line 2: its timestamp is neither RFC 3339 nor like 2015-02-26 21:42:53 (UTC)
      2015-02-30 21:42:53,1            | line 2: its timestamp is neither RFC 3339 nor like 2015-02-26 21:42:53 (UTC)
      2015-02-26 21:42:53,many         | line 2: its value is not a decimal number
      2015-02-26 21:42:53,             | line 2: its value is not a decimal number
      2015-02-26 21:42:53,NaN          | line 2: its value is not a decimal number
      """)
  void namesFileLineAndRuleOfABadRow(String row, String said) {
    assertThatThrownBy(() -> rows("timestamp,value\n" + row + "\n"))
        .hasMessageEndingWith("series.csv, " + said);
  }

  @Test
  void takesAHeaderOnTheFirstLineOnly() {
    assertThatThrownBy(() -> rows("2015-02-26 21:42:53,104\ntimestamp,value\n")).hasMessageContaining("line 2");
  }

  private List<Row> rows(String text) throws IOException {
    var path = Files.writeString(directory.resolve("series.csv"), text);
    var rows = new ArrayList<Row>();
    try (var reader = new SeriesFile(new Subject("ticker", "AAPL"), path).open()) {
      for (var row = reader.next(); row != null; row = reader.next()) {
        rows.add(row);
      }
    }
    return rows;
  }
}
