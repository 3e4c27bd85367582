package io.groundswell.command.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundswell.command.send.Envelope;
import io.groundswell.command.send.Observation;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Readings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {

  /// 13:00 UTC: as busy as the day is on average.
  private static final Instant START = Instant.parse("2026-03-01T13:00:00Z");
  private static final int RATE = 200;

  @Test
  void playsTheSameShowForTheSameSeedAndAnotherForAnother() {
    assertThat(play(new Simulation(7, START, RATE), 20)).isEqualTo(play(new Simulation(7, START, RATE), 20));
    assertThat(play(new Simulation(8, START, RATE), 20)).isNotEqualTo(play(new Simulation(7, START, RATE), 20));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 42, 1234})
  void letsOneHashtagTakeOffAfterHalfAMinute(long seed) {
    var simulation = new Simulation(seed, START, RATE);

    var before = mentions(play(simulation, 30));
    play(simulation, 30);
    var after = mentions(play(simulation, 30));

    var star = simulation.star();
    assertThat(after.get(star)).isGreaterThan(20 * before.getOrDefault(star, 1L));
    assertThat(after.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey()).isEqualTo(star);
    before.remove(star);
    before.forEach((other, count) -> assertThat(after.getOrDefault(other, 0L)).as(other)
        .isBetween(count / 3, 3 * count + 20));
  }

  @Test
  void letsAnotherOneTakeOffTheNextTime() {
    assertThat(new Simulation(1, START.plusSeconds(200), RATE).star())
        .isNotEqualTo(new Simulation(1, START, RATE).star());
  }

  /// Though there is a quarter of the traffic; hashtags are of different size by themselves.
  @Test
  void takesOffAsHighByNightAsByDay() {
    var evening = new Simulation(1, Instant.parse("2026-03-01T19:00:00Z"), RATE);
    var morning = new Simulation(1, Instant.parse("2026-03-01T07:00:00Z"), RATE);
    play(evening, 60);
    play(morning, 60);

    double byDay = mentions(play(evening, 60)).get(evening.star());
    double byNight = mentions(play(morning, 60)).get(morning.star());

    assertThat(byNight / byDay).isBetween(0.5, 2.0);
  }

  @Test
  void keepsToTheRateUntilTheTakeoff() {
    assertThat(play(new Simulation(1, START, RATE), 30)).hasSizeBetween(RATE * 27, RATE * 33);
  }

  @Test
  void isBusyInTheEveningAndQuietInTheMorning() {
    int evening = play(new Simulation(1, Instant.parse("2026-03-01T19:00:00Z"), RATE), 20).size();
    int morning = play(new Simulation(1, Instant.parse("2026-03-01T07:00:00Z"), RATE), 20).size();

    assertThat((double) evening / morning).isEqualTo(4, within(0.5));
  }

  @Test
  void sendsOnlyWhatTheContractTakesAndNothingTwice() {
    var simulation = new Simulation(1, START, RATE);
    var events = new ArrayList<>(simulation.history(Duration.ofHours(1)));
    events.addAll(play(simulation, 60));

    var decoded = EventCodec.decodeBatch(new Envelope("test").write(events), events.size());

    assertThat(decoded).isInstanceOfSatisfying(Decoded.Event.class, batch -> assertThat((List<?>) batch.event())
        .hasSize(events.size()).allSatisfy(one -> assertThat(one).isInstanceOfSatisfying(Decoded.Event.class,
            event -> assertThat(Readings.of((CloudEvent) event.event())).isInstanceOf(Readings.Of.class))));
    assertThat(new HashSet<>(events.stream().map(event -> event.id() + event.subject() + event.time()).toList()))
        .hasSameSizeAs(events);
  }

  @Test
  void showsEveryTypeOnEveryPlatform() {
    var events = play(new Simulation(1, START, RATE), 60);

    assertThat(events).extracting(Observation::type).contains("post.published", "content.engaged", "metric.observed");
    assertThat(events).extracting(Observation::platform).contains("tiktok", "x", "instagram", "youtube", "sora");
  }

  @Test
  void theStarAndMostOthersBelongToANiche() {
    var simulation = new Simulation(1, START, RATE);
    var mentions = play(simulation, 60).stream().filter(event -> event.subject().type().equals("hashtag")).toList();

    assertThat(mentions).filteredOn(event -> event.subject().id().equals(simulation.star())).isNotEmpty()
        .allSatisfy(event -> assertThat(event.niche()).isNotNull());
    assertThat(mentions).extracting(Observation::niche).contains("Crafts", "Kitchen", "Music & dance");
    assertThat(new String(new Envelope("test").write(mentions), StandardCharsets.UTF_8))
        .contains("\"niche\":\"Crafts\"");
  }

  @Test
  void staysWithinTheStepItTells() {
    var simulation = new Simulation(1, START, RATE);
    for (var from = START; from.isBefore(START.plusSeconds(5)); from = from.plus(Simulation.STEP)) {
      var step = simulation.next();
      var start = from;
      assertThat(step).extracting(Observation::time).isSorted()
          .allMatch(time -> !time.isBefore(start) && time.isBefore(start.plus(Simulation.STEP)));
    }
  }

  @Test
  void tellsAPastThatIsAsUsualAndEndsBeforeTheStart() {
    var simulation = new Simulation(1, START.plusSeconds(100), RATE);

    var history = simulation.history(Duration.ofHours(24));

    assertThat(history).extracting(Observation::time).allMatch(time -> time.isBefore(START))
        .contains(START.minus(Duration.ofHours(24)));
    double perSecond = mentions(history).values().stream().mapToLong(Long::longValue).sum() / 86_400.0;
    assertThat(perSecond).isEqualTo(RATE * 0.25, within(1.0));
  }

  @Test
  void tellsTheSameOfTheSamePastWheneverItBegins() {
    var told = byIdentity(new Simulation(1, START, RATE).history(Duration.ofHours(24)));
    var later = byIdentity(new Simulation(1, START.plusSeconds(7 * 60), RATE).history(Duration.ofHours(24)));

    var both = new HashSet<>(told.keySet());
    both.retainAll(later.keySet());
    assertThat(both).hasSizeGreaterThan(told.size() * 9 / 10).hasSizeLessThan(told.size());
    assertThat(both).allSatisfy(identity -> assertThat(later.get(identity)).isEqualTo(told.get(identity)));
  }

  @Test
  void tellsOfOtherEventsInAnotherShow() {
    var told = byIdentity(new Simulation(1, START, RATE).history(Duration.ofHours(1))).keySet();

    assertThat(byIdentity(new Simulation(2, START, RATE).history(Duration.ofHours(1)))).doesNotContainKeys(
        told.toArray(String[]::new));
    assertThat(byIdentity(new Simulation(1, START, RATE + 1).history(Duration.ofHours(1)))).doesNotContainKeys(
        told.toArray(String[]::new));
  }

  private static Map<String, Observation> byIdentity(List<Observation> events) {
    return events.stream().collect(Collectors.toMap(event -> event.id() + " " + event.subject(), event -> event));
  }

  private static List<Observation> play(Simulation simulation, int seconds) {
    var events = new ArrayList<Observation>();
    for (int i = 0; i < seconds * 4; i++) {
      events.addAll(simulation.next());
    }
    return events;
  }

  private static Map<String, Long> mentions(List<Observation> events) {
    return events.stream().filter(event -> event.subject().type().equals("hashtag"))
        .collect(Collectors.groupingBy(event -> event.subject().id(),
            Collectors.summingLong(event -> Long.parseLong(event.data().replaceAll("\\D", "")))));
  }
}
