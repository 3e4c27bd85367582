package io.groundswell.metrics.eventlog;

import io.groundswell.contract.Correction;
import io.groundswell.contract.Reading;
import io.groundswell.contract.Subject;
import io.groundswell.metrics.forgetting.Forgotten;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event as the log keeps it.
///
/// @param key recognises the event again, together with subject and time
/// @param readings its numbers; may be none
/// @param content what it is beyond its numbers, without data where these are its data; null for an event that is
/// nothing but numbers
/// @param sentAt when it was sent, by the sender's clock; null where the sender does not say
/// @param correction which numbers of another event it puts right; null for an event that is no correction
/// @param replayOf the record in the quarantine that it replaces, null for an event from the edge
record LoggedEvent(int organization, String source, Instant receivedAt, Instant observedAt, UUID key,
    Subject subject, String platform, List<Reading> readings, @Nullable Content content,
    @Nullable Correction correction, @Nullable Instant sentAt, @Nullable UUID replayOf) {

  /// The type of subjects that are persons; their id is that of the user.
  private static final String USER = "user";

  /// Whether it names a person: by its user, or because the person is what it is about.
  boolean namesPerson() {
    return (content != null && content.userId != null) || subject.type().equals(USER);
  }

  /// This event without those who were forgotten after it was received: of what they did nothing stays but its numbers,
  /// and what it is about has another name.
  LoggedEvent without(Forgotten.People people) {
    var userId = content == null ? null : content.userId;
    boolean isTheirs = userId != null && people.pseudonym(organization, userId, receivedAt) != null;
    var alias = subject.type().equals(USER) ? people.pseudonym(organization, subject.id(), receivedAt) : null;
    if (!isTheirs && alias == null) {
      return this;
    }
    var told = isTheirs && content != null ? new Content(content.type, null, content.niche, null, null) : content;
    return new LoggedEvent(organization, source, receivedAt, observedAt, key,
        alias == null ? subject : new Subject(USER, alias), platform, readings, told, correction, sentAt, replayOf);
  }

  /// This event with other numbers.
  LoggedEvent with(List<Reading> others) {
    return new LoggedEvent(organization, source, receivedAt, observedAt, key, subject, platform, others, content,
        correction, sentAt, replayOf);
  }

  /// @param attributes further extension attributes as JSON
  /// @param data the event's `data` as JSON
  record Content(String type, @Nullable String userId, @Nullable String niche, @Nullable String attributes,
      @Nullable String data) {
  }
}
