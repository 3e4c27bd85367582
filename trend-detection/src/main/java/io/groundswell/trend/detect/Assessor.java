package io.groundswell.trend.detect;

import io.groundswell.trend.detect.WindowDetector.Stand;
import io.groundswell.trend.evidence.Direction;
import io.groundswell.trend.evidence.Drift;
import io.groundswell.trend.evidence.Evidence;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says how a series stands at a moment, without changing it: works on a copy, which it reuses from series to series.
/// Not safe for several threads.
///
/// A series stands out in a window when it has [risen][Phase], or lies [three deviations][Evidence#SIGNIFICANT] above
/// what is expected, and at least [#AGREEING] of the six [methods][io.groundswell.trend.evidence.Method] agree.
/// Confidence is the product of
///
/// - `z²/(1+z²)`: by Cantelli's inequality at most `1/(1+z²)` of any distribution lies so far above its mean;
/// - `1 − 10^(−r)`, with r the rarity of the rarest bucket of lately in the series' own past: what happens to this
///   series every day is no news;
/// - 0.15 instead for a newcomer, a series too young to have a normal that it could leave. It is measured against its
///   silence while its platform was counted; everything else against its own life.
public final class Assessor {

  /// Of six.
  static final int AGREEING = 3;

  private static final double NEWCOMER = 0.15;
  private static final double HOUR = Duration.ofHours(1).toSeconds();

  private final SeriesDetector copy = new SeriesDetector(0);

  /// How a series stands.
  ///
  /// @param phase by its complete buckets alone
  /// @param since the bucket in which its trend started, where it is in one
  /// @param level of a bucket before that
  /// @param isHigh whether its last complete bucket stands above the level of the last days, and of its hour
  /// @param stepped the step up that it has made within the last week, and that has lasted for an hour; null without
  /// @param standing one assessment for each window in which it stands out
  public record Judgement(Phase phase, long since, double level, boolean isHigh, @Nullable Stepped stepped,
      List<Assessment> standing) {

    public Judgement {
      standing = List.copyOf(standing);
    }
  }

  /// A step up that is none of the series' rhythm.
  ///
  /// @param at the first bucket that is higher
  /// @param factor by which the mean of an hour has risen
  /// @param sharpness the part of the rise that lies between the quarters of an hour around it: 1 for a step, 0.4 for
  ///     an even slope
  public record Stepped(long at, double factor, double sharpness) {
  }

  /// @param since the bucket from which on an absent event means that nothing happened: when the platform was first
  ///     counted
  /// @param complete the first bucket that is not complete: those before count as they are, empty ones as zero; this
  ///     and later ones may raise a score but never lower it
  /// @param gaps where what is empty says nothing
  public Judgement judge(SeriesDetector series, long since, long complete, Gaps gaps) {
    if (series.newest() < complete - (Window.WEEK.steps() + 1L) * Window.WEEK.stepBuckets()) {
      return new Judgement(Phase.CALM, 0, 0, false, null, List.of());
    }
    copy.copyFrom(series);
    copy.finish(complete, gaps);
    var phase = copy.phase();
    var finished = phase;
    long started = copy.startedAt();
    double level = copy.levelBefore();
    boolean isHigh = copy.isHigh();
    var stepped = stepped(complete);
    if (phase == Phase.CALM) {
      copy.finishEarly();
      phase = copy.phase();
    }
    long reach = Math.max(since, complete - (long) Bucket.DAYS_KEPT * Bucket.DAY);
    var standing = new ArrayList<Assessment>(1);
    for (var window : Window.values()) {
      if (series.newest() >= complete - (window.steps() + 1L) * window.stepBuckets()) {
        var assessment = assess(window, phase, reach, complete);
        if (assessment != null) {
          standing.add(assessment);
        }
      }
    }
    return new Judgement(finished, started, level, isHigh, stepped, standing);
  }

  private @Nullable Stepped stepped(long complete) {
    var course = copy.course();
    long ago = complete - course.steppedAt();
    return ago >= Course.SETTLED && ago < 7L * Bucket.DAY
        ? new Stepped(course.steppedAt(), course.factor(), course.sharpness()) : null;
  }

  /// The same, where there are no gaps.
  public Judgement judge(SeriesDetector series, long since, long complete) {
    return judge(series, since, complete, Gaps.NONE);
  }

  /// The standing of a [judgement][#judge], where there are no gaps.
  public List<Assessment> assess(SeriesDetector series, long since, long complete) {
    return judge(series, since, complete).standing();
  }

  private @Nullable Assessment assess(Window window, Phase phase, long reach, long complete) {
    var detector = copy.window(window);
    long first = copy.first(complete);
    var open = copy.open(window);
    var stand = detector.highest(reach, first, open, copy.unit());
    if (stand == null) {
      return null;
    }
    double growth = stand.expected().growth(stand.sum());
    boolean significant = stand.isSignificant();
    if (growth <= 1 || !significant && phase != Phase.RISEN) {
      return null;
    }
    var evidence = evidence(window, stand, phase, reach, first, open);
    if (evidence.agreeing().size() < AGREEING) {
      return null;
    }
    double z = Math.max(0, stand.significance());
    double confidence = z * z / (1 + z * z) * (stand.newcomer() ? NEWCOMER : 1 - Math.pow(10, -copy.rarest()));
    double score = Math.log(growth) / Math.log(2) * confidence;
    if (score <= 0) {
      return null;
    }
    long risen = significant ? detector.risenAt(stand) : copy.startedAt();
    double slope = evidence.drift().slope() * HOUR / window.stepLength().toSeconds();
    return new Assessment(window, score, stand.significance(), stand.sum(), stand.expected().mean(),
        window.stepLength().multipliedBy(stand.span()), growth, confidence, Bucket.start(risen), phase,
        daysTrending(risen, complete, reach, first), evidence, slope,
        Arrays.stream(detector.steps(window.ring(), first, open)).boxed().collect(Collectors.toList()));
  }

  private Evidence evidence(Window window, Stand stand, Phase phase, long reach, long first, double[] open) {
    var detector = copy.window(window);
    var span = new Evidence.Span(stand.sum(), stand.expected().mean(), stand.expected().variance(),
        stand.significance());
    var step = detector.step(reach, first, copy.unit());
    double perStep = step == null ? stand.expected().mean() / stand.span() : step.mean();
    var evidence = Evidence.of(span, detector.steps(window.ring(), first, open), window.steps(), perStep,
        step == null ? 1 : step.dispersion(), copy.unit(), phase == Phase.RISEN);
    boolean fresh = stand.ahead() > 0 || stand.span() == 1;
    if (!fresh || evidence.drift().direction() == Direction.RISING) {
      return evidence;
    }
    // What stands out by its newest step alone rises by that, and no test of the steps before it can know.
    var drift = new Drift(Direction.RISING, evidence.drift().slope(), 1 - Math.pow(10, -evidence.surprise()));
    return new Evidence(evidence.agreeing(), drift, evidence.surprise(), evidence.momentum(), evidence.burst());
  }

  private int daysTrending(long risen, long complete, long reach, long first) {
    var week = copy.window(Window.WEEK);
    var day = week.step(reach, first, copy.unit());
    int burst = day == null ? 0
        : Evidence.burst(week.steps(Window.WEEK.ring(), first, copy.open(Window.WEEK)), day.mean(), day.dispersion(),
            copy.unit());
    var from = Bucket.start(risen).atOffset(ZoneOffset.UTC).toLocalDate();
    var today = Bucket.start(complete).atOffset(ZoneOffset.UTC).toLocalDate();
    return (int) Math.max(burst, ChronoUnit.DAYS.between(from, today) + 1);
  }
}
