package io.groundswell.metrics.people;

import io.groundswell.exactlyonce.Transaction;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Adds what the events of one batch say of persons; persons in the order of their numbers, so that no two batches wait
/// for each other in a circle.
public final class PeopleLog {

  private static final String ADD =
      """
      INSERT INTO analytics.user_temporal_metrics AS kept (organization_id, user_id, first_seen, last_seen, session_count,
        binge_session_count, session_minutes, watch_seconds, extended_metrics)
      SELECT organization_id, user_id, first_seen, last_seen, sessions, binges, minutes::numeric, seconds::numeric, counts::jsonb
      FROM unnest($1::int[], $2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::int[], $6::int[], $7::text[], $8::text[],
        $9::text[]) AS added (organization_id, user_id, first_seen, last_seen, sessions, binges, minutes, seconds, counts)
      ON CONFLICT (organization_id, user_id) DO UPDATE SET first_seen = least(kept.first_seen, excluded.first_seen),
        last_seen = greatest(kept.last_seen, excluded.last_seen),
        session_count = kept.session_count + excluded.session_count,
        binge_session_count = kept.binge_session_count + excluded.binge_session_count,
        session_minutes = kept.session_minutes + excluded.session_minutes,
        watch_seconds = kept.watch_seconds + excluded.watch_seconds,
        extended_metrics = kept.extended_metrics || (
          SELECT jsonb_object_agg(part.name, coalesce(kept.extended_metrics -> part.name, '{}') || coalesce((
            SELECT jsonb_object_agg(more.name,
              coalesce((kept.extended_metrics -> part.name ->> more.name)::numeric, 0) + more.amount::numeric)
            FROM jsonb_each_text(part.counts) AS more (name, amount)), '{}'))
          FROM jsonb_each(excluded.extended_metrics) AS part (name, counts))""";

  private static final String THINK = """
      INSERT INTO analytics.quality_metrics (organization_id, subject_id, observed_at, event_key, user_id, platform, score, rating,
        watch_duration_seconds, feedback_type, clicked, watched, screen_size, connection_speed, preferred_quality)
      SELECT organization_id, subject_id, observed_at, event_key, user_id, platform, score::numeric, rating, watched_seconds,
        feedback_type, clicked, watched, screen_size, connection_speed, preferred_quality
      FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::smallint[],
        $9::int[], $10::text[], $11::boolean[], $12::boolean[], $13::text[], $14::text[], $15::text[])
        AS said (organization_id, subject_id, observed_at, event_key, user_id, platform, score, rating, watched_seconds,
          feedback_type, clicked, watched, screen_size, connection_speed, preferred_quality)""";

  /// An engagement with any of these says what somebody thought.
  private static final Set<String> THOUGHTS =
      Set.of("score", "rating", "feedback_type", "clicked", "watched", "device");

  private PeopleLog() {
  }

  private record Person(int organization, long number) {

    private static final Comparator<Person> ORDER = Comparator.comparingInt(Person::organization)
        .thenComparingLong(Person::number);
  }

  private record Thought(Deed deed, JsonObject data) {
  }

  /// Sends the rows; nobody waits for them here.
  ///
  /// @param stored those that were new, and no others
  public static void add(Transaction transaction, List<Deed> stored) {
    var times = new TreeMap<Person, PersonTime>(Person.ORDER);
    var thoughts = new ArrayList<Thought>();
    for (var deed : stored) {
      var data = new JsonObject(deed.data());
      if (deed.person() != null) {
        times.computeIfAbsent(new Person(deed.organization(), deed.person()), none -> new PersonTime()).add(deed, data);
      }
      if (deed.type().equals("content.engaged") && THOUGHTS.stream().anyMatch(data::containsKey)) {
        thoughts.add(new Thought(deed, data));
      }
    }
    if (!times.isEmpty()) {
      sendTimes(transaction, times);
    }
    if (!thoughts.isEmpty()) {
      sendThoughts(transaction, thoughts);
    }
  }

  private static void sendTimes(Transaction transaction, TreeMap<Person, PersonTime> times) {
    var persons = List.copyOf(times.keySet());
    var added = List.copyOf(times.values());
    transaction.send(ADD, Tuple.from(List.of(
        persons.stream().map(Person::organization).toArray(Integer[]::new),
        persons.stream().map(Person::number).toArray(Long[]::new),
        added.stream().map(time -> utc(time.first)).toArray(OffsetDateTime[]::new),
        added.stream().map(time -> utc(time.last)).toArray(OffsetDateTime[]::new),
        added.stream().map(time -> time.sessions).toArray(Integer[]::new),
        added.stream().map(time -> time.binges).toArray(Integer[]::new),
        added.stream().map(time -> time.minutes.toPlainString()).toArray(String[]::new),
        added.stream().map(time -> time.seconds.toPlainString()).toArray(String[]::new),
        added.stream().map(PersonTime::counts).toArray(String[]::new))));
  }

  private static void sendThoughts(Transaction transaction, List<Thought> thoughts) {
    int size = thoughts.size();
    var organizations = new Integer[size];
    var subjects = new Integer[size];
    var times = new OffsetDateTime[size];
    var keys = new UUID[size];
    var persons = new @Nullable Long[size];
    var platforms = new String[size];
    var ratings = new @Nullable Short[size];
    var seconds = new @Nullable Integer[size];
    var flags = new Boolean[2][size];
    var texts = new @Nullable String[5][size];
    for (int i = 0; i < size; i++) {
      var deed = thoughts.get(i).deed;
      var data = thoughts.get(i).data;
      var device = data.getValue("device") instanceof JsonObject object ? object : new JsonObject();
      organizations[i] = deed.organization();
      subjects[i] = deed.subject();
      times[i] = utc(deed.observedAt());
      keys[i] = deed.key();
      persons[i] = deed.person();
      platforms[i] = deed.platform();
      ratings[i] = data.getValue("rating") instanceof Number rating ? rating.shortValue() : null;
      seconds[i] = data.getValue("watch_seconds") instanceof Number watched
          ? (int) Math.min(Integer.MAX_VALUE, watched.doubleValue()) : null;
      flags[0][i] = Boolean.TRUE.equals(data.getValue("clicked"));
      flags[1][i] = Boolean.TRUE.equals(data.getValue("watched"));
      texts[0][i] = data.getValue("score") instanceof Number ? PersonTime.number(data, "score").toPlainString() : null;
      texts[1][i] = text(data, "feedback_type");
      texts[2][i] = text(device, "screen_size");
      texts[3][i] = text(device, "connection_speed");
      texts[4][i] = text(device, "preferred_quality");
    }
    transaction.send(THINK, Tuple.from(Arrays.asList(organizations, subjects, times, keys, persons, platforms, texts[0],
        ratings, seconds, texts[1], flags[0], flags[1], texts[2], texts[3], texts[4])));
  }

  private static @Nullable String text(JsonObject object, String name) {
    return object.getValue(name) instanceof String text ? text : null;
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
