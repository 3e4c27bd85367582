package io.groundswell.command.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.command.CommandRun;
import io.groundswell.testkit.TestKafka;
import io.groundswell.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OffsetsTest {

  private static final int END = 120;

  private static TestPostgres.Database database;
  private static String topic;
  private static UUID topicId;

  @BeforeAll
  static void fillAPartition() throws Exception {
    topic = TestKafka.freshTopic(4);
    try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
        new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < END; i++) {
        producer.send(new ProducerRecord<>(topic, 3, null, new byte[]{1}));
      }
    }
    topicId = TopicAnew.id(topic);
  }

  @BeforeAll
  static void createDatabase() throws SQLException {
    database = TestPostgres.freshDatabase();
    run("CREATE SCHEMA analytics");
    run("""
        CREATE TABLE analytics.skipped_range (consumer text, topic text, kpartition int, from_offset bigint,
          to_offset bigint, skipped_at timestamptz DEFAULT now(), reason text, topic_id uuid)""");
    for (var table : List.of("consumer_offset", "trend_consumer_offset")) {
      run("""
          CREATE TABLE analytics.%s (
            consumer text, topic text, kpartition int, topic_id uuid, start_offset bigint NOT NULL,
            next_offset bigint NOT NULL, epoch bigint NOT NULL, owner uuid NOT NULL, watermark timestamptz,
            stored bigint NOT NULL DEFAULT 0, duplicate bigint NOT NULL DEFAULT 0, quarantined bigint NOT NULL DEFAULT 0,
            skipped bigint NOT NULL DEFAULT 0, skip_reason text, updated_at timestamptz NOT NULL,
            former bigint NOT NULL DEFAULT 0, stall_reason text,
            PRIMARY KEY (consumer, topic, kpartition))""".formatted(table));
    }
  }

  @BeforeEach
  void standAtHundred() throws SQLException {
    run("TRUNCATE analytics.consumer_offset, analytics.trend_consumer_offset, analytics.skipped_range");
    run("INSERT INTO analytics.consumer_offset VALUES ('metrics-live', '" + topic
        + "', 3, '" + topicId + "', 10, 100, 7, "
        + "gen_random_uuid(), '2026-03-01T12:00:00Z', 80, 8, 2, 0, NULL, '2026-03-01T12:00:01Z')");
    run("INSERT INTO analytics.trend_consumer_offset VALUES ('trend-live', '" + topic + "', 3, "
        + "'" + topicId + "', 0, 100, 1, gen_random_uuid(), NULL, 100, 0, 0, 0, NULL, '2026-03-01T12:00:01Z')");
  }

  @Test
  void showsThePositionsOfAllServices() throws IOException {
    var run = offsets("show");

    assertThat(run.out()).contains("metrics-live", "trend-live", "2026-03-01T12:00:00Z").hasLineCount(3);

    var json = new ObjectMapper().readTree(offsets("show", "--json").out()).path("offsets");
    assertThat(json).hasSize(2);
    assertThat(json.get(0).path("nextOffset").asLong()).isEqualTo(100);
    assertThat(json.get(0).path("duplicate").asLong()).isEqualTo(8);
  }

  @Test
  void showsHowFarThePartitionsGoWhereKafkaCanBeAsked() throws IOException, SQLException {
    run("UPDATE analytics.trend_consumer_offset SET topic = 'gone'");

    var run = offsets("show", "--kafka", TestKafka.bootstrapServers());

    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines().findFirst().orElseThrow()).containsPattern("NEXT OFFSET +END +LAG +STORED");
    assertThat(run.out()).containsPattern("metrics-live .* 100 +120 +20 +80 .* still ")
        .containsPattern("gone .* 100 +- +- +100 .* - ")
        .contains("'groundswell status' and the service's log say why");
    var json = new ObjectMapper().readTree(offsets("show", "--json", "--kafka", TestKafka.bootstrapServers()).out())
        .path("offsets");
    assertThat(json.get(0).path("end").asLong()).isEqualTo(END);
    assertThat(json.get(0).path("lag").asLong()).isEqualTo(20);
    assertThat(json.get(0).path("state").asText()).isEqualTo("still");
    assertThat(json.get(1).path("end").isNull()).isTrue();
    assertThat(json.get(1).path("state").asText()).isEqualTo("unknown");
  }

  @Test
  void saysWhyAPartitionStandsStill() throws SQLException, IOException {
    run("UPDATE analytics.consumer_offset SET stall_reason = 'expected offset 100, but the topic continues at 101'");

    assertThat(shown()).containsPattern("metrics-live .* stalled ")
        .contains("  stalled: expected offset 100, but the topic continues at 101",
            "groundswell offsets skip --consumer metrics-live --partition 3 --to OFFSET");
    assertThat(offsets("show").out()).as("without Kafka too").contains("stalled: expected offset 100");
    assertThat(new ObjectMapper().readTree(offsets("show", "--json").out()).path("offsets").get(0).path("stallReason")
        .asText()).startsWith("expected offset 100");
    assertThat(skip("metrics-live", "101", "a gap").exitCode()).isZero();
    assertThat(shown()).doesNotContain("expected offset");
  }

  @Test
  void saysHowEachPartitionGetsOn() throws Exception {
    run("UPDATE analytics.consumer_offset SET updated_at = now()");
    assertThat(shown()).containsPattern("metrics-live .* behind ").doesNotContain("consumer metrics-live");
    run("UPDATE analytics.consumer_offset SET next_offset = 120, stored = 100");
    assertThat(shown()).containsPattern("metrics-live .* complete ");
    run("UPDATE analytics.consumer_offset SET next_offset = 121, stored = 101");
    assertThat(shown()).containsPattern("metrics-live .* ahead ").contains("offsets restart --topic " + topic);

    var other = TestKafka.freshTopic(1);
    try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
        new ByteArraySerializer(), new ByteArraySerializer());
        var admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
      for (int i = 0; i < 9; i++) {
        producer.send(new ProducerRecord<>(other, 0, null, new byte[]{1}));
      }
      producer.flush();
      admin.deleteRecords(Map.of(new TopicPartition(other, 0), RecordsToDelete.beforeOffset(7))).all().get();
    }
    run("UPDATE analytics.consumer_offset SET topic_id = NULL, topic = '" + other
        + "', kpartition = 0, next_offset = 5, start_offset = 0");
    assertThat(shown()).containsPattern("metrics-live .* lost ")
        .contains("groundswell offsets skip --consumer metrics-live --partition 0 --to 7");
  }

  private static String shown() {
    return offsets("show", "--kafka", TestKafka.bootstrapServers()).out();
  }

  @Test
  void showsTheBooksWhereKafkaDoesNotAnswer() {
    var run = offsets("show", "--kafka", "nowhere.invalid:9092");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("metrics-live").hasLineCount(3);
    assertThat(run.err()).contains("cannot ask Kafka at nowhere.invalid:9092").hasLineCount(1);
  }

  @Test
  void asksAKafkaThatWantsTlsAndAPassword(@TempDir Path directory) throws Exception {
    run("UPDATE analytics.consumer_offset SET topic_id = NULL");
    try (var kafka = new GuardedKafka(directory);
        var admin = Admin.create(Map.of("bootstrap.servers", kafka.openServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, 4, (short) 1))).all().get();
      try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka.openServers()),
          new ByteArraySerializer(), new ByteArraySerializer())) {
        for (int i = 0; i < 103; i++) {
          producer.send(new ProducerRecord<>(topic, 3, null, new byte[]{1}));
        }
      }
      var right = kafka.clientProperties("secret").toString();

      var shown = offsets("show", "--kafka", kafka.guardedServers(), "--kafka-properties", right);
      var skipped = offsets("skip", "--consumer", "metrics-live", "--partition", "3", "--to", "102", "--reason", "why",
          "--yes", "--kafka", kafka.guardedServers(), "--kafka-properties", right);
      var tooFar = offsets("skip", "--consumer", "metrics-live", "--partition", "3", "--to", "104", "--reason", "why",
          "--yes", "--kafka", kafka.guardedServers(), "--kafka-properties", right);
      var wrong = kafka.clientProperties("wrong").toString();

      assertThat(shown.err()).isEmpty();
      assertThat(shown.out()).containsPattern("metrics-live .* 100 +103 +3 ");
      assertThat(skipped.exitCode()).as(skipped.err()).isZero();
      assertThat(tooFar.err()).contains("ends at 103");
      assertThat(offsets("show", "--kafka", kafka.guardedServers(), "--kafka-properties", wrong).err())
          .contains("cannot ask Kafka at " + kafka.guardedServers(), "Authentication failed").hasLineCount(1);
    }
  }

  @Test
  void namesAFileOfPropertiesThatIsNotThere() {
    var run = offsets("show", "--kafka", "127.0.0.1:1", "--kafka-properties", "/no/such.properties");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--kafka-properties: cannot read /no/such.properties");
  }

  @Test
  void refusesToSkipRecordsThatAreNotThereYet() {
    var run = skip("metrics-live", "121", "a slip of the finger");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("--to 121 is behind the last record: partition 3 of " + topic + " ends at 120");
    assertThat(offsets("show").out()).doesNotContain("last skipped because");
    assertThat(skip("metrics-live", "120", "all there are").exitCode()).isZero();
  }

  @Test
  void asksForTheTopicWhereAConsumerReadsSeveral() throws SQLException {
    run("INSERT INTO analytics.consumer_offset SELECT consumer, 'other', kpartition, topic_id, start_offset, next_offset, "
        + "epoch, owner, watermark, stored, duplicate, quarantined, skipped, skip_reason, updated_at "
        + "FROM analytics.consumer_offset");

    assertThat(skip("metrics-live", "105", "why").err()).contains("say which by --topic", "other", topic);
    assertThat(offsets("show").out()).doesNotContain("last skipped because");

    var named = skip("metrics-live", "105", "why", "--topic", topic);
    assertThat(named.err()).isEmpty();
    assertThat(named.out()).contains("on partition 3 of " + topic);
    assertThat(skip("metrics-live", "105", "why", "--topic", "other").err()).contains("has no partition 3 of other");
  }

  @Test
  void asksForKafkaWhereTheDatabaseIsNamed() {
    var run =
        offsets("skip", "--consumer", "metrics-live", "--partition", "3", "--to", "101", "--reason", "why", "--yes");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--postgres needs --kafka HOST:PORT");
  }

  @Test
  void skipsForwardAndKeepsTheBooks() throws IOException, SQLException {
    var run = skip("metrics-live", "105", "poison that nobody can read");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("metrics-live goes on at 105 on partition 3 of " + topic + ": 5 records are skipped");
    var moved = new ObjectMapper().readTree(offsets("show", "--json").out()).path("offsets").get(0);
    assertThat(moved.path("nextOffset").asLong()).isEqualTo(105);
    assertThat(moved.path("skipped").asLong()).isEqualTo(5);
    assertThat(moved.path("epoch").asLong()).isEqualTo(8);
    assertThat(moved.path("skipReason").asText()).isEqualTo("poison that nobody can read");
    assertThat(offsets("show").out()).contains("last skipped because: poison").doesNotContain("do not balance");
    try (var connection = database.connect(); var rows = connection.createStatement().executeQuery(
        "SELECT from_offset, to_offset, reason FROM analytics.skipped_range WHERE consumer = 'metrics-live'")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getLong(1)).isEqualTo(100);
      assertThat(rows.getLong(2)).isEqualTo(105);
      assertThat(rows.getString(3)).isEqualTo("poison that nobody can read");
    }
  }

  @Test
  void skipsInTheTableOfTheTrendService() throws IOException {
    assertThat(skip("trend-live", "101", "why").exitCode()).isZero();
  }

  @Test
  void refusesToGoBackwardsOrToStay() {
    for (var to : List.of("99", "100")) {
      var run = skip("metrics-live", to, "why");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("--to " + to + " is not ahead: metrics-live stands at 100");
    }
  }

  @Test
  void restartsWhoeverReadATopicThatWasMadeAnew() throws Exception {
    var made = TestKafka.freshTopic(2);
    var former = TopicAnew.id(made);
    run("INSERT INTO analytics.consumer_offset SELECT 'metrics-live', '" + made + "', part, '" + former
        + "', 5, 25, 7, gen_random_uuid(), NULL, 17, 2, 1, 0, NULL, '2026-03-01T12:00:01Z' "
        + "FROM generate_series(0, 1) AS part");
    run("INSERT INTO analytics.trend_consumer_offset SELECT 'trend-live', '" + made + "', 1, '" + former
        + "', 0, 20, 3, gen_random_uuid(), NULL, 20, 0, 0, 0, NULL, '2026-03-01T12:00:01Z'");
    run("INSERT INTO analytics.skipped_range VALUES ('metrics-live', '" + made + "', 1, 7, 8, now(), 'of before')");
    TopicAnew.sendThirty(made);
    assertThat(restart(made).err()).contains("nothing to restart", made);

    TopicAnew.delete(made);
    assertThat(restart(made).err()).contains("has no such partition of " + made);
    TestKafka.createTopic(made, 2);
    // Further than they had got on the former one: the offsets alone say nothing.
    TopicAnew.sendThirty(made);
    assertThat(shown()).containsPattern("metrics-live +" + made + " .* anew ")
        .contains("groundswell offsets restart --topic " + made);
    assertThat(offsets("skip", "--consumer", "metrics-live", "--partition", "1", "--topic", made, "--to", "27",
        "--reason", "why", "--yes", "--kafka", TestKafka.bootstrapServers()).err())
        .contains("nothing was skipped", "made anew", "offsets restart --topic " + made);

    var one = offsets("restart", "--topic", made, "--consumer", "metrics-live", "--partition", "0", "--reason", "why",
        "--yes", "--kafka", TestKafka.bootstrapServers());
    assertThat(one.out()).isEqualTo("metrics-live goes on at 0 on partition 0 of " + made
        + "; before, it had read up to 25.\n");
    var rest = restart(made);
    assertThat(rest.err()).isEmpty();
    assertThat(rest.out()).hasLineCount(2)
        .contains("metrics-live goes on at 0 on partition 1", "trend-live goes on at 0 on partition 1");
    assertThat(restart(made).exitCode()).isEqualTo(1);

    assertThat(rows("SELECT concat_ws(' ', consumer, kpartition, topic_id, start_offset, next_offset, epoch, former, "
        + "stored, skip_reason) FROM (SELECT * FROM analytics.consumer_offset UNION ALL "
        + "SELECT * FROM analytics.trend_consumer_offset) AS o WHERE topic = '" + made + "' ORDER BY 1"))
        .containsExactly("metrics-live 0 " + TopicAnew.id(made) + " 0 0 8 20 17 why",
            "metrics-live 1 " + TopicAnew.id(made) + " 0 0 8 20 17 a mishap", "trend-live 1 " + TopicAnew.id(made)
                + " 0 0 4 20 20 a mishap");
    assertThat(rows("SELECT concat_ws(' ', from_offset, to_offset, reason) FROM analytics.skipped_range "
        + "WHERE topic_id = '" + former + "' AND kpartition = 1 ORDER BY from_offset"))
        .containsExactly("0 5 Kafka had dropped it before it was read for the first time", "7 8 of before",
            "25 9223372036854775807 a mishap");
    assertThat(shown()).doesNotContain("do not balance", " anew ");
  }

  @Test
  void restartsWhereTheTopicHasLostItsEnd() throws SQLException {
    run("UPDATE analytics.consumer_offset SET next_offset = 130, stored = 110, "
        + "stall_reason = 'stored up to 130, but the topic ends at 120: the broker lost records'");

    assertThat(skip("metrics-live", "131", "why").err()).contains("nothing was skipped", "offsets restart");
    assertThat(restart(topic).out()).isEqualTo("metrics-live goes on at 0 on partition 3 of " + topic
        + "; before, it had read up to 130.\n");
    assertThat(rows("SELECT from_offset || ' ' || to_offset || ' ' || reason FROM analytics.skipped_range "
        + "WHERE topic_id IS NULL")).containsExactly("130 130 a mishap");
    assertThat(shown()).containsPattern("metrics-live .* 0 +120 +120 ").doesNotContain("do not balance", "stalled:");
  }

  private static CommandRun restart(String topic) {
    return offsets("restart", "--topic", topic, "--reason", "a mishap", "--yes", "--kafka",
        TestKafka.bootstrapServers());
  }

  @Test
  void refusesAConsumerThatIsNotThere() {
    assertThat(skip("metrics-life", "101", "why").err())
        .contains("there is no consumer metrics-life with a partition 3");
  }

  @Test
  void asksForAReasonAndForConsent() {
    assertThat(skip("metrics-live", "101", " ").err()).contains("--reason must say why");
    var run = offsets("skip", "--consumer", "metrics-live", "--partition", "3", "--to", "101", "--reason", "why",
        "--kafka", TestKafka.bootstrapServers());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--yes is needed where nobody can be asked");
  }

  @Test
  void saysThatTheDatabaseDoesNotAnswer() {
    var run = CommandRun.of("offsets", "show", "--postgres", "postgresql://me:secret@127.0.0.1:1/nowhere");

    assertThat(run.exitCode()).isEqualTo(69);
    assertThat(run.err()).contains("cannot reach the database at postgresql://127.0.0.1:1/nowhere").hasLineCount(1);
  }

  private static CommandRun skip(String consumer, String to, String reason, String... more) {
    var all =
        new ArrayList<>(List.of("skip", "--consumer", consumer, "--partition", "3", "--to", to, "--reason", reason,
            "--yes", "--kafka", TestKafka.bootstrapServers()));
    all.addAll(List.of(more));
    return offsets(all.toArray(String[]::new));
  }

  private static CommandRun offsets(String... arguments) {
    var all = new ArrayList<>(List.of("offsets"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--postgres", database.url().replace("//", "//" + database.user() + ":" + database.password()
        + "@")));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static void run(String sql) throws SQLException {
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> rows(String sql) throws SQLException {
    try (var connection = database.connect(); var rows = connection.createStatement().executeQuery(sql)) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }
}
