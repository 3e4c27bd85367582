package io.groundswell.trend.insight;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.insight.Finding.Kind;
import io.groundswell.trend.lead.Lead;
import io.groundswell.trend.memory.SeriesKey;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/// What the counts of a series say, in words. Pure: the same counts say the same.
final class Findings {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HOUR = Bucket.DAY / 24;

  private Findings() {
  }

  /// Of a trend that was announced as started.
  ///
  /// @param since its first bucket
  /// @param level of a bucket before it
  /// @param end the first bucket that was not complete when it was said
  static Finding rose(UUID announcement, SeriesKey series, Course course, long since, double level, long end) {
    var trend = course.beganAt(since);
    double observed = course.sum(since, end);
    double expected = level * (end - since);
    var evidence = evidence(since, end, trend.started() != Course.NEVER)
        .put("observed", observed).put("expected", expected).put("level", level);
    var facts = Finding.number(observed) + " " + series.metric() + " in the " + span(since, end) + " from "
        + Finding.time(Bucket.start(since)) + ", where " + Finding.number(expected) + " were usual";
    return finding("trend/" + announcement, Kind.ROSE, series, since - Bucket.DAYS_KEPT * Bucket.DAY, end, evidence,
        "rose", "did not rise after all", facts);
  }

  static Finding peaked(UUID announcement, SeriesKey series, Course course, long since, double level, long end) {
    var trend = course.beganAt(since);
    long highest = course.highest(since, end);
    double peak = course.sum(highest, highest + 1);
    var evidence = evidence(since, end, trend.peaked() != Course.NEVER).put("peakAt", Bucket.start(highest).toString())
        .put("peak", peak).put("level", level);
    return finding("trend/" + announcement, Kind.PEAKED, series, since - Bucket.DAYS_KEPT * Bucket.DAY, end, evidence,
        "peaked", "has not peaked after all", Finding.number(peak) + " " + series.metric()
            + " in the five minutes from " + Finding.time(Bucket.start(highest)) + " were the most, where "
            + Finding.number(level) + " were usual");
  }

  static Finding faded(UUID announcement, SeriesKey series, Course course, long since, double level, long end) {
    var trend = course.beganAt(since);
    double observed = course.sum(since, end);
    var evidence = evidence(since, end, trend.ended() != Course.NEVER).put("observed", observed)
        .put("expected", level * (end - since)).put("level", level);
    return finding("trend/" + announcement, Kind.FADED, series, since - Bucket.DAYS_KEPT * Bucket.DAY, end, evidence,
        "faded", "was no trend that could fade, after all",
        Finding.number(observed) + " " + series.metric() + " in the "
            + span(since, end) + " from " + Finding.time(Bucket.start(since)) + ", where "
            + Finding.number(level * (end - since)) + " were usual");
  }

  /// The best hour of the last day against all before, since what the metric counts has changed last: what it counted
  /// before that is no measure of it.
  ///
  /// @param from the first bucket of that day
  /// @param since the first bucket of which silence says something
  static Finding brokeRecord(SeriesKey series, Course course, long from, long since, long end) {
    long counted = course.unchangedSince(since, end);
    long best = course.highestHour(Math.max(from, counted), end);
    long before = course.highestHour(counted, from);
    double value = course.sum(best, best + HOUR);
    double previous = before + HOUR <= from ? course.sum(before, before + HOUR) : 0;
    boolean holds = value > previous && previous > 0;
    var evidence = evidence(from, end, holds).put("hour", Bucket.start(best).toString()).put("value", value)
        .put("previousHour", Bucket.start(before).toString()).put("previous", previous)
        .put("countedSince", Bucket.start(counted).toString());
    // Once a day, however often it is broken while it rises.
    return finding("record/" + series.subject() + "/" + series.platform() + "/" + series.metric() + "/" + day(best),
        Kind.RECORD, series, counted, end, evidence,
        "broke its record", "did not break its record after all",
        Finding.number(value) + " " + series.metric() + " in the hour from " + Finding.time(Bucket.start(best))
            + "; the most before were " + Finding.number(previous) + ", " + Finding.time(Bucket.start(before))
            + ", counted since " + Finding.time(Bucket.start(counted)));
  }

  /// @param series on the leader
  /// @param window in whose steps the counts were compared
  /// @param begin of these counts
  static Finding led(SeriesKey series, Lead lead, Window window, long begin, long end) {
    var evidence = evidence(begin, end, lead.significant()).put("window", window.slug()).put("leader", lead.leader())
        .put("follower", lead.follower()).put("lagMinutes", lead.lagMinutes()).put("correlation", lead.correlation())
        .put("pValue", lead.pValue()).put("steps", lead.steps());
    return new Finding(
        "led/" + series.subject() + "/" + lead.metric() + "/" + lead.leader() + "/" + lead.follower() + "/" + day(end),
        Kind.LED, series, begin, end, evidence,
        series.subject() + (lead.significant() ? " moved on " + lead.leader() + " "
            + Finding.length(Duration.ofMinutes(lead.lagMinutes())) + " before " + lead.follower()
            : " did not move on " + lead.leader() + " before " + lead.follower() + " after all")
            + ": " + lead.metric() + ", correlation " + Finding.number(lead.correlation()) + ", p = "
            + Finding.number(lead.pValue()));
  }

  private static Finding finding(String key, Kind kind, SeriesKey series, long begin, long end, ObjectNode evidence,
      String did, String didNot, String facts) {
    boolean holds = evidence.path("verdict").asText().equals(Finding.HOLDS);
    return new Finding(key, kind, series, begin, end, evidence,
        series.subject() + " " + (holds ? did : didNot) + " on " + series.platform() + ": " + facts);
  }

  private static ObjectNode evidence(long from, long to, boolean holds) {
    return JSON.createObjectNode().put("verdict", holds ? Finding.HOLDS : Finding.WITHDRAWN)
        .put("from", Bucket.start(from).toString()).put("to", Bucket.start(to).toString());
  }

  private static LocalDate day(long bucket) {
    return Bucket.start(bucket).atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private static String span(long from, long to) {
    return Finding.length(Bucket.LENGTH.multipliedBy(to - from));
  }

  static long bucket(ObjectNode evidence, String name) {
    return Bucket.of(Instant.parse(evidence.path(name).asText()));
  }
}
