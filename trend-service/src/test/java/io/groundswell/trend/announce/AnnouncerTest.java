package io.groundswell.trend.announce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.groundswell.contract.Subject;
import io.groundswell.trend.Tables;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.disturbance.Befallen;
import io.groundswell.trend.memory.CountedBucket;
import io.groundswell.trend.memory.PartitionMemory;
import io.groundswell.trend.memory.Platforms;
import io.groundswell.trend.memory.SeriesKey;
import io.groundswell.trend.truth.NoisyCounts;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/// Ten days of a hashtag, which then rises for four hours, on a real database.
class AnnouncerTest {

  private static final long BEGIN = Bucket.of(Instant.parse("2026-03-02T00:00:00Z"));
  private static final long RISE = BEGIN + 10 * Bucket.DAY;
  private static final long END = RISE + Bucket.DAY;
  private static final SeriesKey SERIES = new SeriesKey(1, 7, new Subject("hashtag", "foo"), "x", "mentions");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Tables tables = new Tables();
  private final Platforms platforms = new Platforms();

  @AfterEach
  void close() {
    tables.close();
  }

  private static List<CountedBucket> counts() {
    var noise = new NoisyCounts(31, 0.05, 0.3);
    var counts = new ArrayList<CountedBucket>();
    for (long bucket = BEGIN; bucket < END; bucket++) {
      long count = 1 + noise.next(bucket, bucket < RISE || bucket >= RISE + 48 ? 30 : 240);
      counts.add(new CountedBucket(SERIES, bucket, count, count));
    }
    return counts;
  }

  private static PartitionMemory memory(List<CountedBucket> counts, long until) {
    var memory = new PartitionMemory();
    memory.take(counts.stream().filter(bucket -> bucket.bucket() < until).toList());
    return memory;
  }

  private void announce(Announcer announcer, PartitionMemory memory, long complete) throws InterruptedException {
    memory.judge(platforms, complete);
    assertThat(announcer.announce(memory, complete)).isNull();
  }

  private List<String> told() {
    return StreamSupport.stream(tables.run("SELECT type FROM analytics.trend_outbox ORDER BY transaction, place",
        Tuple.tuple()).spliterator(), false).map(row -> row.getString("type")).toList();
  }

  @Test
  void aTrendIsAnnouncedFromItsBeginToItsEnd() throws InterruptedException {
    var counts = counts();
    var memory = memory(counts, RISE);
    var announcer = new Announcer(new CourseLog(tables.pool()), new TestConfig());
    for (long complete = RISE; complete <= END; complete++) {
      long now = complete;
      memory.take(counts.stream().filter(bucket -> bucket.bucket() == now - 1).toList());
      announce(announcer, memory, complete);
    }
    assertThat(told()).containsExactly("trend.started", "trend.peaked", "trend.ended");
    var call = tables.run("SELECT * FROM analytics.trend_call", Tuple.tuple()).iterator().next();
    assertThat(call.getDouble("confidence")).isBetween(0.5, 1.0);
    assertThat(call.getDouble("level")).isBetween(25.0, 45.0);
    assertThat(Bucket.of(call.getOffsetDateTime("called_at").toInstant())).isBetween(RISE, RISE + 2);
    var event = tables.run("SELECT event::jsonb->>'subject' AS subject, event::jsonb#>>'{data,metric}' AS metric "
        + "FROM analytics.trend_outbox", Tuple.tuple()).iterator().next();
    assertThat(event.getString("subject")).isEqualTo("hashtag/foo");
    assertThat(event.getString("metric")).isEqualTo("mentions");
    assertDescribed();
  }

  /// What is told is what `asyncapi.yaml` says of the topic, to the last member.
  private void assertDescribed() {
    var description = JSON.<JsonNode>valueToTree(new Yaml().<Map<String, Object>>load(
        AnnouncerTest.class.getResourceAsStream("/asyncapi.yaml"))).at("/components/schemas/Announcement");
    var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(description,
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    assertThat(description.at("/properties/type/enum")).extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(Stream.of(Step.values()).map(Step::type).toList());
    for (var row : tables.run("SELECT event FROM analytics.trend_outbox", Tuple.tuple())) {
      var told = event(row.getString("event"));
      assertThat(schema.validate(told)).as(told.toString()).isEmpty();
      assertThat(told.fieldNames()).toIterable().isSubsetOf(names(description.at("/properties")));
      assertThat(told.path("data").fieldNames()).toIterable()
          .isSubsetOf(names(description.at("/properties/data/properties")));
      if (!told.path("type").asText().equals(Step.ENDED.type())) {
        assertThat(told.path("data").fieldNames()).as("with all that is known of it").toIterable()
            .containsExactlyInAnyOrderElementsOf(names(description.at("/properties/data/properties")));
      }
      for (var member : List.of("id", "type", "time", "subject", "organization", "data")) {
        assertThat(schema.validate(told.deepCopy().<ObjectNode>without(List.of(member)))).as("without " + member)
            .isNotEmpty();
      }
    }
  }

  private static ObjectNode event(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(JsonNode members) {
    return members.properties().stream().map(Map.Entry::getKey).toList();
  }

  @Test
  void whoeverIsKilledInBetweenNothingIsSaidTwiceOrNotAtAll() throws InterruptedException {
    var counts = counts();
    // Each bucket another replica, which knows nothing but what is stored; and one that believes it still owns the
    // partition.
    var zombie = new Announcer(new CourseLog(tables.pool()), new TestConfig());
    var frozen = memory(counts, RISE + 12);
    announce(zombie, frozen, RISE + 6);
    for (long complete = RISE + 6; complete <= END; complete += 3) {
      announce(new Announcer(new CourseLog(tables.pool()), new TestConfig()), memory(counts, complete), complete);
      announce(zombie, frozen, RISE + 12);
    }
    assertThat(told()).containsExactly("trend.started", "trend.peaked", "trend.ended");
    assertThat(tables.count("SELECT count(*) FROM analytics.trend_call")).isEqualTo(1);
  }

  @Test
  void whatWasAnnouncedEndsEvenIfALateEventHasChangedThePast() throws InterruptedException {
    var counts = counts();
    announce(new Announcer(new CourseLog(tables.pool()), new TestConfig()), memory(counts, RISE + 12), RISE + 12);
    var calm = counts.stream()
        .map(bucket -> bucket.bucket() < RISE ? bucket : new CountedBucket(SERIES, bucket.bucket(), 30, 30))
        .toList();
    announce(new Announcer(new CourseLog(tables.pool()), new TestConfig()), memory(calm, RISE + 14), RISE + 14);
    assertThat(told()).containsExactly("trend.started", "trend.ended");
  }

  @Test
  void whatIsLongOverIsNotAnnounced() throws InterruptedException {
    announce(new Announcer(new CourseLog(tables.pool()), new TestConfig()), memory(counts(), END), END + 2);
    assertThat(told()).isEmpty();
  }

  private void spoke(int slot, String name, int step, long at) {
    tables.run("INSERT INTO analytics.trend_course VALUES ($1, $1, 1, $2, $3, 'hashtag', $4, 'x', 'mentions')",
        Tuple.of(Bucket.start(at).atOffset(ZoneOffset.UTC), (short) slot, (short) step, name));
  }

  @Test
  void readsWhatWasSaidOnItsSlotsAloneAndForgetsWhatIsLongOver() throws InterruptedException {
    spoke(7, "over", 2, RISE - 3 * Bucket.DAY);
    spoke(7, "long-over", 2, RISE - 9 * Bucket.DAY);
    spoke(7, "forgotten-series", 0, RISE - 41L * Bucket.DAY);
    spoke(7, "open", 1, RISE - 9 * Bucket.DAY);
    spoke(8, "elsewhere", 2, RISE - 9 * Bucket.DAY);
    assertThat(new CourseLog(tables.pool()).read(List.of(7, 19)).keySet()).extracting(key -> key.subject().id())
        .containsExactlyInAnyOrder("over", "long-over", "forgotten-series", "open");

    var memory = new PartitionMemory(IntStream.of(7, 19), Befallen.NOTHING);
    memory.take(counts().stream().filter(bucket -> bucket.bucket() < RISE).toList());
    announce(new Announcer(new CourseLog(tables.pool()), new TestConfig()), memory, RISE);
    assertThat(new CourseLog(tables.pool()).read(List.of(7, 8)).keySet()).extracting(key -> key.subject().id())
        .containsExactlyInAnyOrder("over", "open", "elsewhere");
  }
}
