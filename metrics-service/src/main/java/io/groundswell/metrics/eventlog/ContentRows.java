package io.groundswell.metrics.eventlog;

import io.groundswell.exactlyonce.Transaction;
import io.groundswell.metrics.content.Told;
import io.groundswell.metrics.dictionary.Dictionaries;
import io.groundswell.metrics.dictionary.PersonName;
import io.groundswell.metrics.people.Deed;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes `analytics_events`: what an event is beyond its numbers. Whether it is new is decided already.
final class ContentRows {

  private static final String INSERT = """
      INSERT INTO analytics.analytics_events (organization_id, subject_id, event_timestamp, event_key, event_type,
        event_source, platform, received_at, user_id, niche, attributes, event_data)
      SELECT organization_id, subject_id, event_timestamp, event_key, event_type, event_source, platform, received_at,
        user_id, niche, attributes::jsonb, event_data::jsonb
      FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::uuid[], $5::text[], $6::text[], $7::text[],
        $8::timestamptz[], $9::bigint[], $10::text[], $11::text[], $12::text[])
        AS event (organization_id, subject_id, event_timestamp, event_key, event_type, event_source, platform,
          received_at, user_id, niche, attributes, event_data)""";

  private ContentRows() {
  }

  /// The persons of the events that have content and name one; asked for before any row is written, since it may take a
  /// round to the database.
  static List<PersonName> persons(List<Candidate> candidates) {
    var persons = new ArrayList<PersonName>();
    for (var candidate : candidates) {
      var content = candidate.event().content();
      if (content != null && content.userId() != null) {
        persons.add(new PersonName(candidate.event().organization(), content.userId()));
      }
    }
    return persons;
  }

  /// What these events tell of posts and creators; those of the persons who asked to be forgotten tell nothing any
  /// more.
  static List<Told> told(Transaction transaction, List<Candidate> stored, Dictionaries.Numbers numbers) {
    var told = new ArrayList<Told>();
    for (var candidate : stored) {
      var event = candidate.event();
      var content = event.content();
      if (content != null && content.data() != null && Told.TYPES.contains(content.type())) {
        var person = person(transaction, event, content, numbers);
        told.add(new Told(event.organization(), event.subject().type(), candidate.subject(), event.platform(),
            event.observedAt(), event.receivedAt(), content.type(), person, content.data()));
      }
    }
    return told;
  }

  /// What these events tell of how persons spend their time.
  static List<Deed> deeds(Transaction transaction, List<Candidate> stored, Dictionaries.Numbers numbers) {
    var deeds = new ArrayList<Deed>();
    for (var candidate : stored) {
      var event = candidate.event();
      var content = event.content();
      if (content != null && content.data() != null && Deed.TYPES.contains(content.type())) {
        deeds.add(new Deed(event.organization(), candidate.subject(), event.platform(), event.observedAt(), event.key(),
            content.type(), person(transaction, event, content, numbers), content.data()));
      }
    }
    return deeds;
  }

  private static @Nullable Long person(Transaction transaction, LoggedEvent event, LoggedEvent.Content content,
      Dictionaries.Numbers numbers) {
    return content.userId() == null ? null
        : numbers.persons(List.of(new PersonName(event.organization(), content.userId())), transaction)[0];
  }

  static List<Transaction.Reply> send(Transaction transaction, List<Candidate> stored, Dictionaries.Numbers numbers) {
    var full = stored.stream().filter(candidate -> candidate.event().content() != null).toList();
    if (full.isEmpty()) {
      return List.of();
    }
    var named = persons(full);
    var persons = named.isEmpty() ? new long[0] : numbers.persons(named, transaction);
    int size = full.size();
    var organizations = new Integer[size];
    var subjects = new Integer[size];
    var times = new OffsetDateTime[size];
    var keys = new UUID[size];
    var received = new OffsetDateTime[size];
    var users = new @Nullable Long[size];
    var texts = new @Nullable String[6][size];
    int person = 0;
    for (int i = 0; i < size; i++) {
      var event = full.get(i).event();
      var content = Objects.requireNonNull(event.content());
      organizations[i] = event.organization();
      subjects[i] = full.get(i).subject();
      times[i] = event.observedAt().atOffset(ZoneOffset.UTC);
      keys[i] = event.key();
      received[i] = event.receivedAt().atOffset(ZoneOffset.UTC);
      users[i] = content.userId() == null ? null : persons[person++];
      texts[0][i] = content.type();
      texts[1][i] = event.source();
      texts[2][i] = event.platform();
      texts[3][i] = content.niche();
      texts[4][i] = content.attributes();
      texts[5][i] = content.data();
    }
    return List.of(transaction.send(INSERT, Tuple.from(Arrays.asList(organizations, subjects, times, keys, texts[0],
        texts[1], texts[2], received, users, texts[3], texts[4], texts[5]))));
  }
}
