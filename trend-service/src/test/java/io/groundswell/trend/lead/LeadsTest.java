package io.groundswell.trend.lead;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Subject;
import io.groundswell.trend.Tables;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Window;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Half a day of a story on two platforms, of which one goes ahead by half an hour.
class LeadsTest {

  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
  private static final long OPEN = Bucket.of(Instant.parse("2026-03-02T12:00:00Z"));
  private static final int STEPS = 144;
  private static final int AHEAD = 6;

  private final Tables tables = new Tables().withDays(DAY, DAY.plusDays(1));

  @BeforeEach
  void tell() {
    var random = new Random(9);
    var counts = new double[STEPS + AHEAD];
    double state = 0;
    for (int i = 0; i < counts.length; i++) {
      state = 0.8 * state + 0.6 * random.nextGaussian();
      counts[i] = Math.round(30 * Math.exp(state / 2));
    }
    for (var platform : List.of("ahead", "behind")) {
      tables.run("INSERT INTO analytics.trend_platform VALUES (1, $1, '2026-03-01T00:00Z')", Tuple.of(platform));
      for (int step = 0; step < STEPS; step++) {
        tables.run("INSERT INTO analytics.trend_bucket VALUES ($1, 1, 1, 7, true, 'story', 'early', $2, 'views', $3)",
            Tuple.of(Bucket.start(OPEN - STEPS + step).atOffset(ZoneOffset.UTC), platform,
                counts[step + (platform.equals("ahead") ? AHEAD : 0)]));
      }
    }
  }

  @AfterEach
  void close() {
    tables.close();
  }

  private void befall(String kind, String metric, long since, long until) {
    tables.run("INSERT INTO analytics.trend_disturbance_span VALUES ($1, $2, 1, false, 'behind', $3, $4)",
        Tuple.of(Bucket.start(since).atOffset(ZoneOffset.UTC), Bucket.start(until).atOffset(ZoneOffset.UTC), metric,
            kind));
  }

  private List<Lead> leads() {
    return new Leads(Window.HOUR, OPEN).read(tables::run, 1, 7, new Subject("story", "early"), "views").all();
  }

  @Test
  void allOfTheTimeIsComparedWhereNothingHasBefallenOneOfThem() {
    assertThat(leads()).singleElement().satisfies(lead -> {
      assertThat(lead.leader()).isEqualTo("ahead");
      assertThat(lead.steps()).isEqualTo(STEPS);
    });
  }

  @Test
  void whatWasCountedBeforeASilenceAndInItIsLeftOut() {
    befall("silent", "", OPEN - 90, OPEN - 80);
    assertThat(leads()).singleElement().satisfies(lead -> assertThat(lead.steps()).isEqualTo(80));
  }

  @Test
  void whatWasCountedByAnotherDefinitionIsLeftOut() {
    befall("redefined", "likes", OPEN - 30, OPEN - 30);
    befall("redefined", "views", OPEN - 101, OPEN - 101);
    assertThat(leads()).singleElement().satisfies(lead -> assertThat(lead.steps()).isEqualTo(100));
    befall("redefined", "views", OPEN - 20, OPEN - 20);
    assertThat(leads()).as("too short").isEmpty();
  }
}
