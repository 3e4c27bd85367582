package io.groundswell.metrics.people;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

/// What a batch adds to a person's time: sums and counts, so that the order of events makes no difference.
///
/// A session counts with its `length_minutes`, and as a binge where it says so (`binge`), or says nothing and something
/// was watched for two hours or more in it. Seconds watched are those of `watch_seconds`, of sessions and of
/// engagements alike: a sender names them in one of the two. Each event counts once for its hour of the day (UTC), and
/// once for each of its `genres`.
final class PersonTime {

  static final BigDecimal BINGE_SECONDS = BigDecimal.valueOf(7_200);

  Instant first = Instant.MAX;
  Instant last = Instant.MIN;
  int sessions;
  int binges;
  BigDecimal minutes = BigDecimal.ZERO;
  BigDecimal seconds = BigDecimal.ZERO;
  private final Map<String, Integer> genres = new TreeMap<>();
  private final Map<String, Integer> hours = new TreeMap<>();
  private final Map<String, Integer> actions = new TreeMap<>();

  void add(Deed deed, JsonObject data) {
    first = deed.observedAt().isBefore(first) ? deed.observedAt() : first;
    last = deed.observedAt().isAfter(last) ? deed.observedAt() : last;
    var watched = number(data, "watch_seconds");
    seconds = seconds.add(watched);
    if (deed.type().equals("session.ended")) {
      sessions++;
      minutes = minutes.add(number(data, "length_minutes"));
      boolean isBinge = data.getValue("binge") instanceof Boolean said ? said : watched.compareTo(BINGE_SECONDS) >= 0;
      binges += isBinge ? 1 : 0;
    } else if (data.getValue("action") instanceof String action) {
      actions.merge(action, 1, Integer::sum);
    }
    hours.merge(Integer.toString(deed.observedAt().atOffset(ZoneOffset.UTC).getHour()), 1, Integer::sum);
    if (data.getValue("genres") instanceof JsonArray named) {
      named.stream().filter(String.class::isInstance).map(String.class::cast).distinct()
          .forEach(genre -> genres.merge(genre, 1, Integer::sum));
    }
  }

  String counts() {
    var counts = new JsonObject();
    counts.put("genres", object(genres)).put("hours", object(hours)).put("actions", object(actions));
    return counts.encode();
  }

  private static JsonObject object(Map<String, Integer> counted) {
    var object = new JsonObject();
    counted.forEach(object::put);
    return object;
  }

  /// 0 where there is none; a decimal as it was written.
  static BigDecimal number(JsonObject data, String name) {
    return data.getValue(name) instanceof Number number ? new BigDecimal(number.toString()) : BigDecimal.ZERO;
  }
}
