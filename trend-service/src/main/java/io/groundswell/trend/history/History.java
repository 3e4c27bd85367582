package io.groundswell.trend.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundswell.trend.board.Trend;
import io.groundswell.trend.evidence.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How a subject was judged.
///
/// @param from RFC 3339: the first bucket of the answer
/// @param completeThrough RFC 3339: every bucket before this is whole, and judged; null while that is not known
/// @param explained what the words mean
record History(String subject, String from, @Nullable String completeThrough, Map<String, String> explained,
    List<JudgedSeries> series) {

  private static final Map<String, String> EXPLAINED = glossary();

  History(String subject, String from, @Nullable String completeThrough, List<JudgedSeries> series) {
    this(subject, from, completeThrough, EXPLAINED, series);
  }

  /// One metric on one platform.
  ///
  /// @param phase by its complete buckets
  /// @param states the changes of phase since `from`, in order
  /// @param standing how it stands out now, in each window in which it does
  /// @param late buckets since `from` of which events came after they were judged: they and what followed were judged
  ///     anew
  /// @param disturbances what befell its platform or metric since `from`: what is empty while a platform is silent is
  ///     not judged, and a trend that began with a change of the metric is none, on no board and in no state
  /// @param scores of the finished buckets since `from`, in order; one that is not listed was empty, after an hour of
  ///     silence
  record JudgedSeries(String platform, String metric, String phase, List<Change> states, List<Standing> standing,
      List<LateBucket> late, List<Befell> disturbances, List<Score> scores) {
  }

  /// @param kind `silent` or `redefined`
  /// @param since RFC 3339: the first bucket in which nothing came; that in which most rose
  /// @param until RFC 3339: the first bucket in which it was not seen; null while it lasts
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Befell(String kind, String since, @Nullable String until) {
  }

  /// @param state `started`, `peaked` or `ended`
  record Change(String at, String state) {
  }

  record Standing(String window, Trend trend) {
  }

  /// @param at RFC 3339: when the bucket begins
  /// @param events so many came after it was judged
  /// @param receivedAt RFC 3339: when the latest of them came
  record LateBucket(String at, long events, String receivedAt) {
  }

  /// @param at RFC 3339: when the bucket begins
  /// @param value what was counted in it
  /// @param usual the mean of a bucket over the last days, as it was before this one; 0 before the first
  /// @param spread the deviation of the same, in the same unit
  /// @param score 0 to 1; it fires from 0.5 on
  record Score(String at, double value, double usual, double spread, double score, String phase) {
  }

  private static Map<String, String> glossary() {
    var words = new TreeMap<String, String>();
    words.put("score",
        "0 to 1: how unlike its own past a bucket of five minutes is; the series fires from 0.5 on, and is then quiet "
            + "until nothing rare has come for ten hours, unless something four times as rare comes");
    words.put("started",
        "it fired, with a score of 0.65 or more, and, within the hour, stood two deviations above its level of the last days");
    words.put("peaked", "the average of the last hours came down below 70 % of its greatest height above that level");
    words.put("ended", "the same below 25 %, or a week has passed");
    words.put("late",
        "events came after the bucket was judged, since newer ones had come; it and all after it were judged "
            + "anew");
    words.put("silent", "nothing came of the whole platform, though much should: what is empty then is not judged");
    words.put("redefined",
        "nearly all series of the metric stepped up at once: it counts something else since then, so their rise is no "
            + "trend");
    words.put("trust", "the chance that two events are of two creators: 0 for one creator, 0.99 for a hundred equal "
        + "ones");
    Arrays.stream(Method.values()).forEach(method -> words.put(method.slug(), method.meaning()));
    return words;
  }
}
