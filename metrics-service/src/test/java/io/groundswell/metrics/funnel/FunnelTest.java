package io.groundswell.metrics.funnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.metrics.funnel.Funnel.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FunnelTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);

  private static Event at(String type, int day) {
    return new Event(type, START.plus(Duration.ofDays(day)));
  }

  private static void follow(Funnel funnel, List<Event> events) {
    var person = funnel.new Person();
    events.forEach(person::meet);
    funnel.count(person);
  }

  private static long[] reached(List<String> steps, List<Event> events) {
    var funnel = new Funnel(steps, WEEK, START.plus(Duration.ofDays(100)));
    follow(funnel, events);
    return funnel.steps().stream().mapToLong(Funnel.Step::persons).toArray();
  }

  @Test
  void whoBeginsAgainMayArriveThen() {
    assertThat(reached(List.of("a", "b"), List.of(at("a", 1), at("a", 9), at("b", 10)))).containsExactly(1, 1);
    assertThat(reached(List.of("a", "b"), List.of(at("a", 1), at("b", 9)))).containsExactly(1, 0);
    assertThat(reached(List.of("a", "b"), List.of(at("b", 1), at("a", 2)))).containsExactly(1, 0);
  }

  @Test
  void oneEventIsOneStep() {
    assertThat(reached(List.of("a", "a"), List.of(at("a", 1)))).containsExactly(1, 0);
    assertThat(reached(List.of("a", "a"), List.of(at("a", 1), at("a", 2)))).containsExactly(1, 1);
  }

  @Test
  void nobodyBeginsBehindTheRange() {
    var funnel = new Funnel(List.of("a", "b"), WEEK, START.plus(Duration.ofDays(5)));
    follow(funnel, List.of(at("a", 5), at("b", 6)));

    assertThat(funnel.steps()).allSatisfy(step -> assertThat(step.persons()).isZero());
  }

  @Test
  void theTimeBetweenStepsIsThatOfTheWayTaken() {
    var funnel = new Funnel(List.of("a", "b"), WEEK, START.plus(Duration.ofDays(100)));
    follow(funnel, List.of(at("a", 1), at("b", 2)));
    follow(funnel, List.of(at("a", 1), at("b", 4)));
    follow(funnel, List.of(at("a", 1)));

    var second = funnel.steps().getLast();
    assertThat(second.persons()).isEqualTo(2);
    assertThat(second.conversion()).isEqualTo(2 / 3d);
    assertThat(second.medianSeconds()).isEqualTo(2 * 86_400d);
    assertThat(second.meanSeconds()).isEqualTo(2 * 86_400d);
  }

  /// Against trying every way there is.
  @Test
  void oneWalkFindsWhatTryingEveryWayFinds() {
    var random = new Random(5);
    var steps = List.of("a", "b", "a", "c");
    for (int person = 0; person < 500; person++) {
      var events = new ArrayList<Event>();
      for (int i = 0; i < 8; i++) {
        events.add(at(List.of("a", "b", "c").get(random.nextInt(3)), random.nextInt(20)));
      }
      events.sort(Comparator.comparing(Event::at));
      int deepest = deepest(steps, events, 0, 0, null);

      var reached = reached(steps, events);

      for (int step = 0; step < steps.size(); step++) {
        assertThat(reached[step]).as("%s of %s", step, events).isEqualTo(step < deepest ? 1 : 0);
      }
    }
  }

  private static int deepest(List<String> steps, List<Event> events, int step, int from,
      @Nullable Instant begun) {
    int deepest = step;
    for (int i = from; i < events.size() && step < steps.size(); i++) {
      var event = events.get(i);
      if (event.type().equals(steps.get(step)) && (begun == null || !event.at().isAfter(begun.plus(WEEK)))) {
        deepest = Math.max(deepest, deepest(steps, events, step + 1, i + 1, begun == null ? event.at() : begun));
      }
    }
    return deepest;
  }
}
