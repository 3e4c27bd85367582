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
/// and its window ends later. So one walk through a person's events in their order is exact, in steps × events, and
/// nothing of an event has to be kept.
///
/// Example with a window of 7 days and the steps A, B: A on the 1st, A on the 9th, B on the 10th has reached B, a day
/// after A.
final class Funnel {

  private static final int FEW = 4;

  private final List<String> steps;
  private final Duration within;
  private final Instant lastEntry;
  private final int[] reached;
  /// From the step before, of each who reached the step.
  private final long[][] millis;

  /// @param lastEntry first steps at this time and later do not begin anything
  Funnel(List<String> steps, Duration within, Instant lastEntry) {
    this.steps = steps;
    this.within = within;
    this.lastEntry = lastEntry;
    this.reached = new int[steps.size()];
    this.millis = new long[steps.size()][FEW];
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

  /// Somebody on their way.
  final class Person {

    private final Instant[][] ways = new Instant[steps.size()][];
    private Instant @Nullable [] furthest;

    /// The next of their events, in their order.
    void meet(Event event) {
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
  }

  /// Counts somebody who has come to the end, here or in the same question about others.
  void count(Person person) {
    var furthest = person.furthest;
    if (furthest == null) {
      return;
    }
    for (int step = 0; step < furthest.length; step++) {
      if (step > 0) {
        if (millis[step].length == reached[step]) {
          millis[step] = Arrays.copyOf(millis[step], 2 * reached[step]);
        }
        millis[step][reached[step]] = Duration.between(furthest[step - 1], furthest[step]).toMillis();
      }
      reached[step]++;
    }
  }

  List<Step> steps() {
    var told = new ArrayList<Step>();
    for (int step = 0; step < steps.size(); step++) {
      var took = step == 0 ? new long[0] : Arrays.copyOf(millis[step], reached[step]);
      Arrays.sort(took);
      long before = step == 0 ? reached[0] : reached[step - 1];
      told.add(new Step(steps.get(step), reached[step], share(reached[step], before), share(reached[step], reached[0]),
          took.length == 0 ? null : (took[(took.length - 1) / 2] + took[took.length / 2]) / 2_000d,
          took.length == 0 ? null : Arrays.stream(took).average().orElse(0) / 1_000d));
    }
    return told;
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
