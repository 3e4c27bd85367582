package io.groundswell.metrics.funnel;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Follows persons through ordered steps. A person has reached a step where there are events of all steps up to it,
/// one after another, each another event, the last one within the window after the first; other events in between do
/// not matter.
///
/// Of each step the way with the latest beginning is kept: a later beginning can do whatever an earlier one could,
/// and its window ends later. So one walk through a person's events in their order is exact, in steps × events.
///
/// Example with a window of 7 days and the steps A, B: A on the 1st, A on the 9th, B on the 10th has reached B, a day
/// after A.
final class Funnel {

  private final List<String> steps;
  private final Duration within;
  private final Instant lastEntry;
  private final long[] reached;
  private final List<List<Long>> seconds;

  /// @param lastEntry first steps at this time and later do not begin anything
  Funnel(List<String> steps, Duration within, Instant lastEntry) {
    this.steps = steps;
    this.within = within;
    this.lastEntry = lastEntry;
    this.reached = new long[steps.size()];
    this.seconds = new ArrayList<>();
    steps.forEach(step -> seconds.add(new ArrayList<>()));
  }

  /// The same question about others.
  Funnel anew() {
    return new Funnel(steps, within, lastEntry);
  }

  record Event(String type, Instant at) {
  }

  /// @param conversion of the step before, 0 to 1; of those who began for the first step
  /// @param ofAll share of those who began
  /// @param medianSeconds after the step before, null for the first step and where nobody got there
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Step(String step, long persons, double conversion, double ofAll, @Nullable Double medianSeconds,
      @Nullable Double meanSeconds) {
  }

  /// Counts a person.
  ///
  /// @param events of theirs, in their order
  void follow(List<Event> events) {
    var ways = new Instant[steps.size()][];
    Instant[] furthest = null;
    for (var event : events) {
      // From the last step down, so that one event is not two steps.
      for (int step = steps.size() - 1; step >= 0; step--) {
        if (!steps.get(step).equals(event.type)) {
          continue;
        }
        var before = step == 0 ? new Instant[0] : ways[step - 1];
        if (before == null || step == 0 && !event.at.isBefore(lastEntry)
            || step > 0 && event.at.isAfter(before[0].plus(within))) {
          continue;
        }
        var way = Arrays.copyOf(before, step + 1);
        way[step] = event.at;
        var kept = ways[step];
        if (kept == null || !way[0].isBefore(kept[0])) {
          ways[step] = way;
        }
        if (furthest == null || furthest.length < way.length) {
          furthest = way;
        }
      }
    }
    if (furthest != null) {
      for (int step = 0; step < furthest.length; step++) {
        reached[step]++;
        if (step > 0) {
          seconds.get(step).add(Duration.between(furthest[step - 1], furthest[step]).toMillis());
        }
      }
    }
  }

  List<Step> steps() {
    var told = new ArrayList<Step>();
    for (int step = 0; step < steps.size(); step++) {
      var millis = seconds.get(step).stream().mapToLong(Long::longValue).sorted().toArray();
      long before = step == 0 ? reached[0] : reached[step - 1];
      told.add(new Step(steps.get(step), reached[step], share(reached[step], before), share(reached[step], reached[0]),
          millis.length == 0 ? null : (millis[(millis.length - 1) / 2] + millis[millis.length / 2]) / 2_000d,
          millis.length == 0 ? null : Arrays.stream(millis).average().orElse(0) / 1_000d));
    }
    return told;
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
