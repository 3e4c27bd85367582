package io.groundswell.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.proof.SharedSystem;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Order(Integer.MAX_VALUE)
class TwentyKillsIT {

  private Sandbox sandbox;

  @BeforeAll
  static void alone() {
    SharedSystem.end();
  }

  /// One for each test: the campaign checks all there is, so nobody else may have sent anything.
  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxOptions.ephemeral().withHome(SharedSystem.root()), Progress.SILENT);
  }

  @AfterEach
  void end() {
    sandbox.close();
  }

  @Test
  void nothingIsLostOrDoubledByTwentyKills(@TempDir Path directory) throws Exception {
    var report = new FaultCampaign(new Scene(sandbox), Plan.USUAL, System.out::println).run(directory);

    System.out.println(report.text());
    assertThat(report.isClean()).as(report.text()).isTrue();
    assertThat(report.kills().values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(20);
  }

  /// One organisation's burst is told while the trend-service is killed three times, and the database once; another's
  /// without. Each kill takes all partitions away and gives them back.
  @Test
  void theBoardsOfABurstAreThoseWithoutKills() throws Exception {
    var scene = new Scene(sandbox);
    var tenants = Tenants.make(scene.whereabouts(), 2);
    var disturbed = tenants.get(0);
    var undisturbed = tenants.get(1);
    var burst = new BurstThroughKills(scene.whereabouts(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
    burst.tellTheDay(disturbed);
    var victims = List.of(Victim.TREND, Victim.TREND, Victim.DATABASE, Victim.TREND);
    for (int piece = 0; piece < burst.pieces(); piece++) {
      burst.tellAPiece(disturbed, piece);
      if (piece < victims.size()) {
        var victim = victims.get(piece);
        await().atMost(Duration.ofSeconds(60)).until(() -> scene.pid(victim) != 0);
        ProcessHandle.of(scene.pid(victim)).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
    await().atMost(Duration.ofSeconds(120)).until(() -> scene.isReady(Victim.TREND) && scene.isReady(Victim.INGEST));
    burst.tellTheDay(undisturbed);
    for (int piece = 0; piece < burst.pieces(); piece++) {
      burst.tellAPiece(undisturbed, piece);
    }

    await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
      for (var window : List.of("1h", "24h")) {
        var with = burst.board(disturbed, window);
        var without = burst.board(undisturbed, window);
        assertThat(with.path("completeThrough")).isEqualTo(without.path("completeThrough"));
        assertThat(StreamSupport.stream(without.path("trends").spliterator(), false)
            .map(trend -> trend.path("subject").asText())).as(without.toString()).contains("hashtag/h0", "hashtag/h1");
        assertThat(with.path("trends")).isEqualTo(without.path("trends"));
        assertThat(with.path("trends").path(0).path("creators").path("distinct").asInt()).isPositive();
      }
    });
  }
}
