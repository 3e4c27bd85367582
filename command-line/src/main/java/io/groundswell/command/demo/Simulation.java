package io.groundswell.command.demo;

import io.groundswell.command.send.Observation;
import io.groundswell.contract.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens on the platforms, step by step: a pure function of seed, start and rate.
///
/// Of 100 events in the middle of a usual day 64 are engagements, 25 mentions of hashtags, 8 counters of posts and 3
/// new posts. When the star takes off, its mentions come on top of that.
final class Simulation {

  /// So much happens between two calls of [#next].
  static final Duration STEP = Duration.ofMillis(250);
  /// The history is told in steps of this length.
  static final Duration HISTORY_STEP = Duration.ofMinutes(5);

  private static final double ENGAGED = 0.64;
  private static final double MENTIONED = 0.25;
  private static final double COUNTED = 0.08;
  private static final double PUBLISHED = 0.03;
  private static final int POSTS_AT_START = 200;
  private static final int MOST_POSTS = 600;
  private static final int PEOPLE = 20_000;
  private static final List<String> ACTIONS = List.of("view", "like", "watch", "comment", "share", "skip", "remix");
  private static final double[] ACTION_WEIGHTS = {0.62, 0.14, 0.1, 0.05, 0.04, 0.04, 0.01};

  private final long seed;
  private final Chance chance;
  private final Cast cast;
  private final Instant start;
  private final double rate;
  private final String run;
  private final Deque<Post> posts = new ArrayDeque<>();
  private Instant now;
  private long events;

  /// @param start when it begins
  /// @param rate events a second on the average of a day
  Simulation(long seed, Instant start, double rate) {
    this.seed = seed;
    this.chance = new Chance(seed);
    // What has just taken off is not told twice: whoever plays it again is shown another one.
    this.cast = Cast.of(chance, seed + start.getEpochSecond() / 60);
    this.start = start;
    this.rate = rate;
    this.run = "demo-" + seed + "-" + start.getEpochSecond();
    this.now = start;
    for (int i = POSTS_AT_START; i > 0; i--) {
      posts.add(post(start.minusSeconds(10L * i)));
    }
  }

  /// The hashtag that is going to take off.
  String star() {
    return cast.starName();
  }

  /// What was before the start: the usual number of mentions of every hashtag on every platform, five minutes at
  /// a time. Every count has dice of its own and an id that names what they were cast for, so that the same show, begun
  /// at another time, tells the same of the same five minutes, and counts nothing twice.
  List<Observation> history(Duration length) {
    var history = new ArrayList<Observation>();
    var weights = cast.hashtagWeights(1);
    double all = Arrays.stream(weights).sum();
    var end = Instant.ofEpochSecond(start.getEpochSecond() / HISTORY_STEP.toSeconds() * HISTORY_STEP.toSeconds());
    var begin = end.minus(HISTORY_STEP.multipliedBy(length.dividedBy(HISTORY_STEP)));
    for (var at = begin; at.isBefore(end); at = at.plus(HISTORY_STEP)) {
      double mentions = rate * MENTIONED * HISTORY_STEP.toSeconds() * Rhythm.at(at);
      for (int hashtag = 0; hashtag < weights.length; hashtag++) {
        for (int platform = 0; platform < Cast.PLATFORMS.size(); platform++) {
          var dice = Chance.of(seed, Double.doubleToLongBits(rate), at.getEpochSecond(), hashtag, platform);
          int count = dice.poisson(mentions * weights[hashtag] / all * Cast.platformShare(platform));
          var place = Cast.PLATFORMS.get(platform);
          if (count > 0) {
            history.add(mention("history:" + seed + ":" + rate + ":" + place + ":" + at, Cast.HASHTAGS.get(hashtag),
                place, at, count, null));
          }
        }
      }
    }
    return history;
  }

  /// What happens in the next step, in the order of its times.
  List<Observation> next() {
    var happened = new ArrayList<Observation>();
    double busy = Rhythm.at(now);
    double expected = rate * STEP.toMillis() / 1000 * busy;
    // As high by night as by day: held against an average day, a rise over the quiet of the night alone would be small.
    double factor = 1 + (Takeoff.factor(Duration.between(start, now)) - 1) / busy;
    publish(happened, expected * PUBLISHED);
    mention(happened, expected * MENTIONED, factor);
    engage(happened, expected * ENGAGED, expected * COUNTED);
    now = now.plus(STEP);
    happened.sort(Comparator.comparing(Observation::time));
    return happened;
  }

  private void publish(List<Observation> happened, double expected) {
    for (int i = chance.poisson(expected); i > 0; i--) {
      var at = moment();
      var post = post(at);
      var hashtag = Cast.HASHTAGS.get(chance.pick(cast.hashtagWeights(1)));
      happened.add(new Observation(run + "-" + events++, "post.published", at, post.subject(), post.platform(), null,
          Cast.niche(hashtag), post.published(hashtag)));
      posts.add(post);
      if (posts.size() > MOST_POSTS) {
        posts.remove();
      }
    }
  }

  private void mention(List<Observation> happened, double expected, double starFactor) {
    var usual = Arrays.stream(cast.hashtagWeights(1)).sum();
    var weights = cast.hashtagWeights(starFactor);
    double more = Arrays.stream(weights).sum() / usual;
    var platforms = Cast.platformWeights();
    for (int i = chance.poisson(expected * more); i > 0; i--) {
      var hashtag = Cast.HASHTAGS.get(chance.pick(weights));
      var platform = Cast.PLATFORMS.get(chance.pick(platforms));
      happened.add(mention(run + "-" + events++, hashtag, platform, moment(), 1, "person-" + chance.below(PEOPLE)));
    }
  }

  private void engage(List<Observation> happened, double engaged, double counted) {
    var live = List.copyOf(posts);
    var attention = live.stream().mapToDouble(post -> post.attention(now)).toArray();
    for (int i = chance.poisson(engaged); i > 0; i--) {
      var post = live.get(chance.pick(attention));
      var action = ACTIONS.get(chance.pick(ACTION_WEIGHTS));
      post.count(action);
      var data = "{\"action\":\"" + action + "\""
          + (action.equals("watch") ? ",\"watch_seconds\":" + (1 + chance.below(180)) : "") + "}";
      happened.add(new Observation(run + "-" + events++, "content.engaged", moment(), post.subject(), post.platform(),
          "person-" + chance.below(PEOPLE), data));
    }
    for (int i = chance.poisson(counted); i > 0; i--) {
      var post = live.get(chance.pick(attention));
      // At the end of the step: it counts what happened in it.
      happened.add(event("metric.observed", now.plus(STEP).minusMillis(1), post.subject(), post.platform(),
          post.totals()));
    }
  }

  private Observation mention(String id, String hashtag, String platform, Instant at, int count,
      @Nullable String person) {
    return new Observation(id, "metric.observed", at, new Subject("hashtag", hashtag), platform, person,
        Cast.niche(hashtag), "{\"kind\":\"delta\",\"metrics\":{\"mentions\":" + count + "}}");
  }

  private Observation event(String type, Instant at, Subject subject, String platform, String data) {
    return new Observation(run + "-" + events++, type, at, subject, platform, null, data);
  }

  private Post post(Instant at) {
    var creator = cast.poster(chance);
    double appeal = Math.pow((double) creator.followers(), 0.7) * chance.pareto(1, 1.5);
    return new Post(Long.toString(start.getEpochSecond(), 36) + "-" + events++, creator, at, appeal);
  }

  /// A moment within the step.
  private Instant moment() {
    return now.plusMillis(chance.below((int) STEP.toMillis()));
  }
}
