package io.groundswell.metrics.quarantine;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.metrics.answer.Cursors;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which records are asked for, read and checked.
///
/// @param before the last one seen, or the beginning
/// @param since not set aside before
record QuarantineQuestion(Cursor before, Instant since, @Nullable String reason, @Nullable String state,
    @Nullable String topic, int limit) {

  private static final int USUAL_LIMIT = 100;
  private static final int HIGHEST_LIMIT = 1_000;
  private static final Set<String> STATES = Set.of("held", "replaying", "replayed", "discarded");

  /// @throws ProblemException 400 for the first parameter that breaks its rule
  static QuarantineQuestion of(@Nullable String from, @Nullable String to, @Nullable String reason,
      @Nullable String state, @Nullable String lane, @Nullable String cursor, @Nullable String limit) {
    int most = Parameter.count("limit", limit, USUAL_LIMIT, HIGHEST_LIMIT);
    var since = from == null ? Instant.EPOCH : Parameter.time("from", from);
    var until = to == null ? Cursor.LATEST : new Cursor(Parameter.time("to", to), Cursor.LOWEST);
    if (state != null && !STATES.contains(state)) {
      throw wrong("state", "must be held, replaying, replayed or discarded");
    }
    var topic = lane == null ? null : Arrays.stream(Lane.values()).filter(each -> each.slug().equals(lane))
        .map(Lane::topic).findFirst().orElseThrow(() -> wrong("lane", "must be live or backfill"));
    return new QuarantineQuestion(cursor == null ? until : Cursor.of(cursor), since, reason, state, topic, most);
  }

  private static ProblemException wrong(String name, String rule) {
    return new ProblemException(Problem.parameter(name, rule));
  }

  /// A place in the list, latest first: the records behind it are those set aside before, and at the same time those
  /// with a lower id.
  record Cursor(Instant at, UUID id) {

    static final UUID LOWEST = new UUID(0, 0);
    static final Cursor LATEST = new Cursor(Instant.parse("9999-01-01T00:00:00Z"), LOWEST);

    static Cursor of(String text) {
      return Cursors.read(text, 2, words -> new Cursor(Instant.parse(words.get(0)), UUID.fromString(words.get(1))));
    }

    String text() {
      return Cursors.text(at, id);
    }
  }
}
