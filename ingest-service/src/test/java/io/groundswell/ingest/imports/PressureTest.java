package io.groundswell.ingest.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.ingest.Database;
import io.groundswell.ingest.EdgeBackend;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// How the throttle takes a database that really is pressed.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class PressureTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject
  Pool pool;

  @Test
  void muchWriteAheadLogSlowsImportsDownUntilThereIsLittleOfIt() {
    var throttle = throttle("groundswell.imports.most-log-per-second", "2M");
    await().atMost(PATIENCE).until(() -> looks(throttle).reason() == null);
    var writing = new AtomicBoolean(true);
    var writer = Thread.ofPlatform().start(() -> {
      while (writing.get()) {
        Database.run("SELECT count(pg_logical_emit_message(false, 'pressure', repeat('x', 1000000))) "
            + "FROM generate_series(1, 10)");
      }
    });
    try {
      await().atMost(PATIENCE).untilAsserted(() -> {
        var pace = looks(throttle);
        assertThat(pace.reason()).endsWith("MB of log a second");
        assertThat(pace.share()).isLessThanOrEqualTo(0.25);
      });
    } finally {
      writing.set(false);
    }

    await().atMost(PATIENCE).untilAsserted(() -> {
      assertThat(writer.isAlive()).isFalse();
      assertThat(looks(throttle)).isEqualTo(new Throttle.Pace(1, null));
    });
  }

  @Test
  void queriesThatTakeLongSlowImportsDownUntilTheyAreQuickAgain() {
    var throttle = throttle("groundswell.imports.longest-probe", "100ms");
    await().atMost(PATIENCE).until(() -> looks(throttle).reason() == null);
    // More than there are connections, again and again: who asks now waits for its turn.
    var busy = new AtomicBoolean(true);
    for (int query = 0; query < 200; query++) {
      keepBusy(busy);
    }
    try {
      await().atMost(PATIENCE).untilAsserted(() -> {
        var pace = looks(throttle);
        assertThat(pace.reason()).matches("a query took [0-9]+ ms|the database does not answer");
        assertThat(pace.share()).isLessThanOrEqualTo(0.25);
      });
    } finally {
      busy.set(false);
    }

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(looks(throttle)).isEqualTo(new Throttle.Pace(1, null)));
  }

  private void keepBusy(AtomicBoolean busy) {
    pool.query("SELECT pg_sleep(0.05)").execute().onComplete(done -> {
      if (busy.get()) {
        keepBusy(busy);
      }
    });
  }

  /// Asking is what makes it look.
  private static Throttle.Pace looks(Throttle throttle) {
    return throttle.pace();
  }

  private Throttle throttle(String setting, String value) {
    return new Throttle(pool, new SmallRyeConfigBuilder().withMapping(ImportsConfig.class).addDiscoveredConverters()
        .withDefaultValue("groundswell.imports.look-every", "200ms").withDefaultValue(setting, value).build()
        .getConfigMapping(ImportsConfig.class));
  }
}
