package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommandIT {

  private final Whereabouts system = SharedSystem.whereabouts();

  @Test
  void statusSaysWhereEverythingIs() throws Exception {
    // A test before may have stopped something.
    await().atMost(Duration.ofSeconds(60)).until(SharedSystem::isReady);
    var status = Command.run("status", "--json", "--data-dir", SharedSystem.dataDirectory().toString());

    assertThat(status.exit()).as(status.output()).isZero();
    var json = new ObjectMapper().readTree(status.output());
    assertThat(json.path("services").path("ingest").path("url").asText()).isEqualTo(system.ingest().toString());
    for (var service : new String[]{"ingest", "metrics", "trend"}) {
      assertThat(json.path("services").path(service).path("ready").asBoolean()).as(service).isTrue();
      assertThat(ProcessHandle.of(json.path("services").path(service).path("pid").asLong())).as(service).isPresent();
    }
    assertThat(json.path("key").asText()).isEqualTo(system.key());
    assertThat(json.path("kafka").asText()).isEqualTo(system.bootstrapServers());
    assertThat(json.path("postgres").asText()).startsWith("postgresql://");
    assertThat(json.path("keyFile").asText()).isNotEmpty();
  }

  @Test
  void offsetsShowsEveryPartition() throws Exception {
    var offsets = Command.run("offsets", "show", "--data-dir", SharedSystem.dataDirectory().toString());

    assertThat(offsets.exit()).as(offsets.output()).isZero();
    assertThat(offsets.output()).contains("events.v1").contains("events.backfill.v1");
  }

  @Test
  void capacitySaysInWordsAndFiguresWhatTheSystemCanTake() throws Exception {
    // Just after the start nobody has looked yet, or saw no replica; there is a look every ten seconds.
    var words = await().atMost(Duration.ofSeconds(60)).until(
        () -> Command.run("capacity", "--data-dir", SharedSystem.dataDirectory().toString()),
        told -> told.output().matches("(?s).*(One replica has|[0-9]+ replicas share) the 12 partitions.*"));
    var figures = Command.run("capacity", "--json", "--data-dir", SharedSystem.dataDirectory().toString());

    assertThat(words.exit()).as(words.errors()).isZero();
    assertThat(words.output()).contains(" events a second come in", "The database holds ", "The tables of ");
    assertThat(figures.exit()).as(figures.errors()).isZero();
    var json = new ObjectMapper().readTree(figures.output());
    assertThat(json.at("/partitions/count").asInt()).isEqualTo(12);
    assertThat(json.at("/disk/used").asLong()).isPositive();
    assertThat(json.at("/next/0/action").asText()).isEqualTo("make");
    // Between the two, somebody may have looked again.
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      var before = Command.run("capacity", "--json", "--data-dir", SharedSystem.dataDirectory().toString());
      var now = Command.run("capacity", "--data-dir", SharedSystem.dataDirectory().toString());
      assertThat(now.output().lines().count())
          .isEqualTo(new ObjectMapper().readTree(before.output()).path("words").size());
    });
  }

  @Test
  void aDirectoryWithoutASystemIsSaidSo() throws Exception {
    var status = Command.run("status", "--data-dir", SharedSystem.dataDirectory().resolve("nothing").toString());

    assertThat(status.exit()).isNotZero();
  }
}
