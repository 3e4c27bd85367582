package io.groundswell.ingest.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.ingest.Database;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Keys;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Sender.Reply;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class ImportsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private final Sender sender = Sender.withBootstrapKey();
  private String job = "";

  @BeforeEach
  void aJob() {
    job = "/v1/imports/" + create("").path("id").asLong();
  }

  @Test
  void whatIsToBeDoneIsHandedOutNewestFirstAndThenDayByDay() {
    plan(chunk(0, NOW.minus(400, ChronoUnit.DAYS)), chunk(1, NOW.minus(2, ChronoUnit.HOURS)),
        chunk(2, NOW.minus(1, ChronoUnit.HOURS)), chunk(3, NOW.minus(200, ChronoUnit.DAYS)), chunk(4, null));

    assertThat(IntStream.range(0, 5).mapToObj(each -> claim("w-" + each).at("/chunk/index").asInt()))
        .containsExactly(2, 1, 3, 0, 4);
    assertThat(claim("w-5").path("state").asText()).isEqualTo("wait");
  }

  @Test
  void manyWorkersGetEachChunkOnce() throws Exception {
    plan(IntStream.range(0, 40).mapToObj(index -> chunk(index, NOW)).toArray(String[]::new));
    Callable<List<Integer>> worker = () -> {
      var mine = new ArrayList<Integer>();
      var name = "w-" + Thread.currentThread().threadId();
      for (var turn = claim(name); turn.has("chunk"); turn = claim(name)) {
        int index = turn.at("/chunk/index").asInt();
        mine.add(index);
        assertThat(report(index, name, "completed", 10).status()).isEqualTo(200);
      }
      return mine;
    };

    var all = new ArrayList<Integer>();
    try (var workers = Executors.newFixedThreadPool(4)) {
      for (var done : workers.invokeAll(List.of(worker, worker, worker, worker))) {
        all.addAll(done.get());
      }
    }

    assertThat(all).hasSize(40);
    assertThat(new HashSet<>(all)).hasSize(40);
  }

  @Test
  void theChunkOfASilentWorkerIsGivenToAnotherAndTheFirstIsToldSo() {
    plan(chunk(0, NOW));
    claim("silent");
    assertThat(claim("next").path("state").asText()).isEqualTo("wait");
    Database.run("UPDATE analytics.analysis_chunks SET heartbeat_at = now() - interval '31 s' WHERE worker = 'silent'");

    assertThat(claim("next").at("/chunk/attempts").asInt()).isEqualTo(2);
    assertThat(report(0, "silent", "completed", 10).problem()).isEqualTo("chunk_taken");
    assertThat(report(0, "next", "completed", 10).status()).isEqualTo(200);
  }

  @Test
  void whoComesBackUnderTheSameNameGetsWhatItHad() {
    plan(chunk(0, NOW));
    claim("killed");

    assertThat(claim("killed").at("/chunk/index").asInt()).isZero();
  }

  @Test
  void aChunkIsTriedThreeTimesAndThenWaitsForSomebody() {
    plan(chunk(0, NOW));
    planned();
    for (int attempt = 0; attempt < 3; attempt++) {
      claim("w");
      sender.ask("PUT", job + "/chunks/0",
          "{\"worker\": \"w\", \"status\": \"failed\", \"error\": \"the file is broken\"}");
    }

    assertThat(claim("w").path("state").asText()).isEqualTo("failed");
    assertThat(look().path("error").asText()).contains("the file is broken");
    assertThat(change("{\"status\": \"pending\"}").body().path("status").asText()).isEqualTo("pending");
    assertThat(claim("w").path("state").asText()).isEqualTo("go");
    report(0, "w", "completed", 10);
    assertThat(look().path("status").asText()).isEqualTo("completed");
  }

  @Test
  void itCanBePausedGoneOnWithAndCancelled() {
    plan(chunk(0, NOW), chunk(1, NOW));
    claim("w");
    change("{\"status\": \"paused\"}");

    assertThat(report(0, "w", "pending", 3).body().path("state").asText()).isEqualTo("paused");
    assertThat(claim("w").path("state").asText()).isEqualTo("paused");
    change("{\"status\": \"pending\"}");
    assertThat(claim("w").at("/chunk/attempts").asInt()).isEqualTo(1);
    change("{\"status\": \"cancelled\"}");
    assertThat(claim("w").path("state").asText()).isEqualTo("cancelled");
    assertThat(change("{\"status\": \"pending\"}").problem()).isEqualTo("import_over");
  }

  @Test
  void aJobGivesWayToAMoreUrgentOneThatIsWorkedOn() {
    plan(chunk(0, NOW));
    var usual = job;
    job = "/v1/imports/" + create(", \"priority\": 500").path("id").asLong();
    plan(chunk(0, NOW));
    planned();
    claim("urgent");

    assertThat(ask("POST", usual + "/claim", "{\"worker\": \"w\"}").body().path("why").asText())
        .contains("is more urgent");
    report(0, "urgent", "completed", 10);
    assertThat(ask("POST", usual + "/claim", "{\"worker\": \"w\"}").body().path("state").asText()).isEqualTo("go");
  }

  @Test
  void itTellsHowFarItIsAndWhenItWillBeOver() {
    plan(chunk(0, NOW), chunk(1, NOW.minus(1, ChronoUnit.DAYS)));
    planned();
    claim("w");
    report(0, "w", "completed", 10);

    var told = look();

    assertThat(told.path("rows").asLong()).isEqualTo(20);
    assertThat(told.path("done").asLong()).isEqualTo(10);
    assertThat(told.path("accepted").asLong()).isEqualTo(9);
    assertThat(told.path("rejected").asLong()).isEqualTo(1);
    assertThat(told.path("chunksDone").asInt()).isEqualTo(1);
    assertThat(told.path("rowsPerSecond").asDouble()).isPositive();
    assertThat(Instant.parse(told.path("forecast").asText())).isAfter(NOW);
    assertThat(told.path("onTime").asBoolean()).isTrue();
    assertThat(told.path("source").asText()).isEqualTo("import/" + told.path("id").asLong());
  }

  @Test
  void theRateIsThatOfTheLastMinuteHoweverLongAChunkTakes() {
    plan(chunk(0, NOW), chunk(1, NOW.minus(1, ChronoUnit.DAYS)), chunk(2, NOW.minus(2, ChronoUnit.DAYS)));
    planned();
    for (var worker : List.of("slow", "done", "gone")) {
      claim(worker);
    }
    report(0, "slow", "processing", 6);
    report(1, "done", "completed", 10);
    report(2, "gone", "processing", 5);
    // Six rows in twenty minutes, ten in 140 seconds of which 50 were in the last minute, and five of one
    // of whom nothing was heard since.
    var number = job.substring(job.lastIndexOf('/') + 1);
    for (var times : List.of("started_at = now() - interval '20 min', heartbeat_at = now() WHERE chunk_index = 0",
        "started_at = now() - interval '150 s', completed_at = now() - interval '10 s' WHERE chunk_index = 1",
        "started_at = now() - interval '1 h', heartbeat_at = now() - interval '50 min' WHERE chunk_index = 2")) {
      Database.run("UPDATE analytics.analysis_chunks SET " + times + " AND job_id = " + number);
    }
    Database.run("UPDATE analytics.analysis_queue SET started_at = now() - interval '1 h' WHERE job_id = " + number);

    var told = look();

    assertThat(told.path("rowsPerSecond").asDouble()).isCloseTo((0.3 + 10 * 50 / 140.0) / 60, withinPercentage(40));
    // Nine rows are left.
    assertThat(Duration.between(Instant.now(), Instant.parse(told.path("forecast").asText())))
        .isBetween(Duration.ofSeconds(80), Duration.ofSeconds(240));
  }

  @Test
  void theRateIsSharedAmongWorkersAndChangesWhileTheyWork() {
    plan(chunk(0, NOW), chunk(1, NOW));
    change("{\"eventsPerSecond\": 1000}");
    // A database that is busy with something else has them go slower for a while.
    await().atMost(PATIENCE).until(() -> claim("one").path("eventsPerSecond").asInt(), is(900, 1_000));
    await().atMost(PATIENCE).until(() -> claim("two").path("eventsPerSecond").asInt(), is(450, 500));
    change("{\"eventsPerSecond\": 100}");
    await().atMost(PATIENCE).until(() -> report(0, "one", "processing", 1).body().path("eventsPerSecond").asInt(),
        is(45, 50));
  }

  @Test
  void whatWasCompletedGoesOnWithTheRowsThatCameSince() {
    plan(chunk(0, NOW));
    planned();
    claim("w");
    report(0, "w", "completed", 10);
    assertThat(ask("POST", job + "/chunks", "{\"chunks\": [" + chunk(1, NOW) + "]}").problem())
        .isEqualTo("import_over");

    change("{\"planned\": false}");
    plan(chunk(0, NOW), chunk(1, NOW));
    planned();

    assertThat(claim("w").at("/chunk/index").asInt()).isEqualTo(1);
    report(1, "w", "completed", 10);
    assertThat(look().path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aFurtherPassBeginsBehindTheOneBeforeAndHasItsOwnTime() {
    plan(chunk(0, NOW), chunk(1, NOW));
    assertThat(change("{\"planned\": false, \"whole\": true}").body().path("passWhole").asBoolean()).isFalse();
    planned();
    Database.run("UPDATE analytics.analysis_queue SET deadline = now() - interval '1 day'");

    var second = change("{\"planned\": false, \"whole\": true}").body();

    assertThat(second.path("passBegins").asInt()).isEqualTo(2);
    assertThat(second.path("passWhole").asBoolean()).isTrue();
    assertThat(Instant.parse(second.path("deadline").asText())).isAfter(NOW.plus(6, ChronoUnit.DAYS));
    // Whoever finds it unplanned goes on with that pass.
    plan(chunk(2, NOW));
    assertThat(change("{\"planned\": false}").body().path("passBegins").asInt()).isEqualTo(2);
    planned();
    assertThat(change("{\"planned\": false}").body().path("passBegins").asInt()).isEqualTo(3);
  }

  @Test
  void rowsThatChangedSinceTheyWerePlannedMoveItsTimes() {
    plan(chunk(0, NOW));
    claim("w");
    var oldest = NOW.minus(400, ChronoUnit.DAYS);
    var newest = NOW.plus(1, ChronoUnit.HOURS);

    ask("PUT", job + "/chunks/0", "{\"worker\": \"w\", \"status\": \"processing\", \"sent\": 5, \"oldest\": \""
        + oldest + "\", \"newest\": \"" + newest + "\"}");
    report(0, "w", "completed", 10);

    assertThat(look().path("oldest").asText()).isEqualTo(oldest.toString());
    assertThat(look().path("newest").asText()).isEqualTo(newest.toString());
  }

  @Test
  void aDeadlineIsSetAndLiesInTheFuture() {
    var deadline = NOW.plus(30, ChronoUnit.DAYS);

    assertThat(change("{\"deadline\": \"" + deadline + "\"}").body().path("deadline").asText())
        .isEqualTo(deadline.toString());
    assertThat(change("{\"deadline\": \"2020-01-01T00:00:00Z\"}").body().path("detail").asText())
        .isEqualTo("deadline must lie in the future");
  }

  @Test
  void twoWhoPlanOneSourceDifferentlyLeaveNoGap() {
    plan(chunk(0, NOW), chunk(1, NOW));
    var other = chunk(1, NOW).replace("\"to\": \"20\"", "\"to\": \"25\"");

    var refused =
        ask("POST", job + "/chunks", "{\"chunks\": [" + chunk(0, NOW) + "," + other + "," + chunk(2, NOW) + "]}");

    assertThat(refused.problem()).isEqualTo("chunks_differ");
    assertThat(refused.body().path("detail").asText()).startsWith("chunk 1 was planned already");
    assertThat(look().path("chunks").asInt()).isEqualTo(2);
    plan(chunk(1, NOW), chunk(2, NOW));
    assertThat(look().path("chunks").asInt()).isEqualTo(3);
  }

  @Test
  void whatIsToBeTakenOutIsNeverGoneOnWith() {
    plan(chunk(0, NOW));
    planned();
    claim("w");
    report(0, "w", "completed", 10);

    var undone = change("{\"undone\": true}").body();

    assertThat(undone.path("status").asText()).isEqualTo("cancelled");
    assertThat(Instant.parse(undone.path("undoneAt").asText())).isAfterOrEqualTo(NOW);
    assertThat(change("{\"undone\": true}").body().path("undoneAt")).isEqualTo(undone.path("undoneAt"));
    assertThat(change("{\"planned\": false}").problem()).isEqualTo("import_over");
    assertThat(change("{\"status\": \"pending\"}").problem()).isEqualTo("import_over");
    assertThat(ask("POST", job + "/chunks", "{\"chunks\": [" + chunk(1, NOW) + "]}").problem())
        .isEqualTo("import_over");
    assertThat(claim("w").path("state").asText()).isEqualTo("cancelled");
    assertThat(change("{\"undone\": true, \"status\": \"paused\"}").body().path("detail").asText())
        .startsWith("undone ends the import");
  }

  @Test
  void anothersImportIsAsIfItWereNotThere() {
    var stranger = Sender.withKey(Keys.make(77, Scope.BACKFILL));

    assertThat(stranger.ask("GET", job, "").problem()).isEqualTo("unknown_import");
    assertThat(stranger.ask("PATCH", job, "{\"status\": \"paused\"}").problem()).isEqualTo("unknown_import");
    assertThat(stranger.ask("POST", job + "/claim", "{\"worker\": \"w\"}").problem()).isEqualTo("unknown_import");
    assertThat(stranger.ask("GET", "/v1/imports", "").body().path("imports")).isEmpty();
    assertThat(sender.ask("GET", "/v1/imports/none", "").problem()).isEqualTo("unknown_import");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "/v1/imports | {\"kind\": \"csv\", \"mapping\": {}} | name",
      "/v1/imports | {\"name\": \"a\", \"kind\": \"CSV\", \"mapping\": {}} | kind",
      "/v1/imports | {\"name\": \"a\", \"kind\": \"csv\"} | mapping",
      "/v1/imports | {\"name\": \"a\", \"kind\": \"csv\", \"mapping\": {}, \"priority\": 0} | priority",
      "/v1/imports | {\"name\": \"a\", \"kind\": \"csv\", \"mapping\": {}, \"speed\": 0} | the body",
  })
  void aMemberThatBreaksARuleIsNamed(String path, String body, String member) {
    var refused = ask("POST", path, body);

    assertThat(refused.problem()).isEqualTo("invalid_parameter");
    assertThat(refused.body().path("detail").asText()).startsWith(member + " ");
  }

  private static Predicate<Integer> is(int least, int most) {
    return rate -> rate >= least && rate <= most;
  }

  private JsonNode create(String further) {
    var made = ask("POST", "/v1/imports",
        "{\"name\": \"posts.csv\", \"kind\": \"csv\", \"mapping\": {\"a\": 1}" + further + "}");
    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    return made.body();
  }

  private static String chunk(int index, @Nullable Instant newest) {
    return "{\"index\": " + index + ", \"part\": \"posts.csv\", \"from\": \"" + index * 10 + "\", \"to\": \""
        + (index + 1) * 10 + "\", \"rows\": 10" + (newest == null ? "}" : ", \"newest\": \"" + newest + "\"}");
  }

  private void plan(String... chunks) {
    var planned = ask("POST", job + "/chunks", "{\"chunks\": [" + String.join(",", chunks) + "]}");
    assertThat(planned.status()).as(planned.body().toString()).isEqualTo(200);
  }

  private void planned() {
    assertThat(change("{\"planned\": true}").status()).isEqualTo(200);
  }

  private JsonNode claim(String worker) {
    var turn = ask("POST", job + "/claim", "{\"worker\": \"" + worker + "\"}");
    assertThat(turn.status()).as(turn.body().toString()).isEqualTo(200);
    return turn.body();
  }

  private Reply report(int index, String worker, String status, int sent) {
    return ask("PUT", job + "/chunks/" + index, "{\"worker\": \"" + worker + "\", \"status\": \"" + status
        + "\", \"sent\": " + sent + ", \"result\": {\"accepted\": 9, \"rejected\": 1}}");
  }

  private Reply change(String body) {
    return ask("PATCH", job, body);
  }

  private JsonNode look() {
    return ask("GET", job, "").body();
  }

  private Reply ask(String method, String path, String body) {
    return sender.ask(method, path, body);
  }
}
