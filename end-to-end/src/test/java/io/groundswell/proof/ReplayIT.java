package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.proof.check.Rest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of `timestamp,value` as social-media analysts publish them, replayed by the command line through the backfill
/// lane. The files are generated, unless `-Dgroundswell.data=DIRECTORY` or `GROUNDSWELL_DATA` names a directory of real
/// series, whose `tweet-volume` holds `Twitter_volume_*.csv` as the Numenta Anomaly Benchmark has them: then the sums
/// are known.
class ReplayIT {

  private static final List<String> TICKERS = List.of("AAPL", "AMZN", "CRM", "CVS", "FB");
  /// Mentions in the real files, all in all.
  private static final Map<String, Integer> REAL_SUMS =
      Map.of("AAPL", 1_360_453, "AMZN", 843_768, "CRM", 53_261, "CVS", 5_701, "FB", 282_006);
  private static final long REAL_ROWS = 79_321;
  private static final int ROWS = 15_000;
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);

  @Test
  void aReplayIsExactInEveryBucketAndASecondOneChangesNothing(@TempDir Path directory) throws Exception {
    Map<String, Path> files = files(directory);
    long rows = 0;
    for (var file : files.entrySet()) {
      var values = read(file.getValue());
      rows += values.size();
      if (given() != null) {
        assertThat(sum(values.values())).as(file.getKey()).isEqualByComparingTo(new BigDecimal(
            REAL_SUMS.get(file.getKey())));
      }
    }
    if (given() != null) {
      assertThat(rows).isEqualTo(REAL_ROWS);
    }
    // What others sent is passed.
    Rest.await(system.database(), system.bootstrapServers(), Duration.ofSeconds(120));
    var before = books();

    replay(files);
    Rest.await(system.database(), system.bootstrapServers(), Duration.ofSeconds(120));
    var first = books();
    assertThat(first.stored - before.stored).isEqualTo(rows);
    assertAllBuckets(files);

    replay(files);
    Rest.await(system.database(), system.bootstrapServers(), Duration.ofSeconds(120));
    var second = books();
    assertThat(second.stored).isEqualTo(first.stored);
    assertThat(second.duplicate - first.duplicate).isEqualTo(rows);
    assertAllBuckets(files);
  }

  private void assertAllBuckets(Map<String, Path> files) throws IOException {
    for (var file : files.entrySet()) {
      var values = read(file.getValue());
      assertBuckets(file.getKey(), values, "5m", Duration.ofMinutes(5), Duration.ofDays(3));
      assertBuckets(file.getKey(), values, "1h", Duration.ofHours(1), Duration.ofDays(30));
      assertBuckets(file.getKey(), values, "1d", Duration.ofDays(1), Duration.ofDays(300));
    }
  }

  /// Every bucket of the series, added up from the file, a stretch at a time; and so their sum.
  private void assertBuckets(String ticker, TreeMap<Instant, BigDecimal> values, String name, Duration bucket,
      Duration stretch) {
    var expected = new TreeMap<Instant, BigDecimal>();
    long seconds = bucket.toSeconds();
    values.forEach((time, value) -> expected.merge(Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds)
        * seconds), value, BigDecimal::add));
    var found = new TreeMap<Instant, BigDecimal>();
    var end = values.lastKey().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
    for (var from = values.firstKey().truncatedTo(ChronoUnit.DAYS); from.isBefore(end); from = from.plus(stretch)) {
      var to = from.plus(stretch).isBefore(end) ? from.plus(stretch) : end;
      var series = caller.series("ticker/" + ticker, "mentions", name, from.toString(), to.toString());
      assertThat(series.path("points")).as(ticker + " " + name + " " + from).isNotEmpty();
      for (JsonNode point : series.path("points")) {
        var value = point.path("value");
        if (value.isNumber() && value.decimalValue().signum() != 0) {
          found.put(Instant.parse(point.path("from").asText()), value.decimalValue());
        }
      }
    }
    expected.values().removeIf(value -> value.signum() == 0);
    assertThat(found.keySet()).as(ticker + " " + name).isEqualTo(expected.keySet());
    expected.forEach((time, value) -> assertThat(found.get(time)).as(ticker + " " + name + " " + time)
        .isEqualByComparingTo(value));
    assertThat(sum(found.values())).as(ticker + " " + name).isEqualByComparingTo(sum(values.values()));
  }

  private static BigDecimal sum(Collection<BigDecimal> values) {
    return values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private record Books(long stored, long duplicate) {
  }

  /// What the accounting says of the organisation as a whole.
  private Books books() {
    var reply = caller.get(system.metrics(), "/v1/accounting?from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z");
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().path("balanced").asBoolean()).as(reply.text()).isTrue();
    var totals = reply.json().path("totals");
    return new Books(totals.path("stored").asLong(), totals.path("duplicate").asLong());
  }

  private static void replay(Map<String, Path> files) throws IOException, InterruptedException {
    var arguments = new ArrayList<String>(List.of("replay"));
    files.forEach((ticker, file) -> arguments.add("ticker/" + ticker + "=" + file));
    arguments
        .addAll(List.of("--platform", "x", "--metric", "mentions", "--lane", "backfill", "--speed", "max", "--data-dir",
            SharedSystem.dataDirectory().toString()));
    var result = Command.run(arguments.toArray(String[]::new));
    assertThat(result.exit()).as(result.output() + result.errors()).isZero();
  }

  private static TreeMap<Instant, BigDecimal> read(Path file) throws IOException {
    var values = new TreeMap<Instant, BigDecimal>();
    for (var line : Files.readAllLines(file).subList(1, Files.readAllLines(file).size())) {
      var columns = line.split(",");
      values.merge(LocalDateTime.parse(columns[0], STAMP).toInstant(ZoneOffset.UTC), new BigDecimal(columns[1]),
          BigDecimal::add);
    }
    return values;
  }

  private static Map<String, Path> files(Path directory) throws IOException {
    var files = new TreeMap<String, Path>();
    var real = given();
    for (var ticker : TICKERS) {
      var name = "Twitter_volume_" + ticker + ".csv";
      files.put(ticker, real == null ? generated(directory.resolve(name), ticker) : real.resolve(name));
    }
    return files;
  }

  /// Where the real files are; null where nobody says.
  private static @Nullable Path given() {
    var named = System.getProperty("groundswell.data", System.getenv("GROUNDSWELL_DATA"));
    return named == null || named.isBlank() ? null : Path.of(named, "tweet-volume");
  }

  /// 52 days of counts every five minutes, with a daily rhythm and a few outbursts.
  private static Path generated(Path file, String ticker) throws IOException {
    var random = new Random(ticker.hashCode());
    var time = LocalDateTime.of(2015, 2, 26, 21, 42, 53);
    var lines = new ArrayList<String>(List.of("timestamp,value"));
    for (int row = 0; row < ROWS; row++) {
      double rhythm = 1 + Math.sin(2 * Math.PI * row / 288);
      int outburst = random.nextInt(1_500) == 0 ? random.nextInt(10_000) : 0;
      lines.add(STAMP.format(time) + "," + ((int) (40 * rhythm * random.nextDouble()) + outburst));
      time = time.plusMinutes(5);
    }
    return Files.write(file, lines);
  }
}
