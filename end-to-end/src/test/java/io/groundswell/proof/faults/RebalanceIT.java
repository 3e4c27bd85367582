package io.groundswell.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.Lane;
import io.groundswell.proof.Deployed;
import io.groundswell.proof.SharedSystem;
import io.groundswell.proof.Whereabouts;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One organisation's burst is told while replicas of trend-service come and go: partitions change hands with each.
/// Another's when all is quiet.
class RebalanceIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Whereabouts SYSTEM = SharedSystem.whereabouts();

  @TempDir
  private Path directory;

  @AfterAll
  static void untilOneOwnsAllAgain() {
    await().atMost(PATIENCE).until(() -> owners() == 1 && SharedSystem.isReady());
  }

  @Test
  void theBoardsOfABurstAreThoseWithoutRebalancesOnEveryReplica() throws Exception {
    var tenants = Tenants.make(SYSTEM, 2);
    var disturbed = tenants.get(0);
    var undisturbed = tenants.get(1);
    var burst = new BurstThroughKills(SYSTEM, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    burst.tellTheDay(disturbed);

    // One comes, and is killed; another comes, and stays.
    try (var killed = replica()) {
      burst.tellAPiece(disturbed, 0);
      awaitASecondOwner(killed);
      burst.tellAPiece(disturbed, 1);
      burst.tellAPiece(disturbed, 2);
      killed.process().destroyForcibly();
    }
    burst.tellAPiece(disturbed, 3);
    try (var second = replica()) {
      burst.tellAPiece(disturbed, 4);
      awaitASecondOwner(second);
      burst.tellAPiece(disturbed, 5);
      burst.tellTheDay(undisturbed);
      for (int piece = 0; piece < burst.pieces(); piece++) {
        burst.tellAPiece(undisturbed, piece);
      }

      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
        for (var window : new String[]{"1h", "24h"}) {
          var with = burst.board(disturbed, window);
          var without = burst.board(undisturbed, window);
          assertThat(StreamSupport.stream(without.path("trends").spliterator(), false)
              .map(trend -> trend.path("subject").asText())).as(without.toString())
              .contains("hashtag/h0", "hashtag/h1");
          assertThat(with.path("completeThrough")).isEqualTo(without.path("completeThrough"));
          assertThat(with.path("trends")).isEqualTo(without.path("trends"));
          assertThat(burst.board(second.uri(), disturbed, window).path("revision")).isEqualTo(with.path("revision"));
          assertThat(burst.board(second.uri(), undisturbed, window).path("trends")).isEqualTo(without.path("trends"));
        }
      });
      assertThat(owners()).isEqualTo(2);
    }
  }

  private Deployed replica() throws Exception {
    return Deployed.start("trend-service", directory, SharedSystem.scene().environment());
  }

  private static void awaitASecondOwner(Deployed replica) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> replica.isReady() && owners() == 2);
  }

  /// How many replicas the live lane's partitions are divided among.
  private static long owners() throws SQLException {
    try (var connection = SYSTEM.database().connect(); var query = connection.prepareStatement(
        """
        SELECT count(DISTINCT owner) FROM analytics.trend_consumer_offset WHERE consumer = 'trend-live' AND topic = ?""")) {
      query.setString(1, Lane.LIVE.topic());
      try (var rows = query.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }
}
