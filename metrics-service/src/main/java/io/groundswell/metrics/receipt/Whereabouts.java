package io.groundswell.metrics.receipt;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What became of an event.
///
/// @param state `in_flight` (on the topic, not read yet), `settled` (stored, or known as a duplicate), `quarantined`,
///     `replaying`, `replayed`, `discarded` (by somebody, from the quarantine), `skipped` (by an operator: lost)
/// @param reason why it was set aside or skipped
/// @param outcome of a replay: `stored`, `duplicate`, `conflict` or `quarantined`
/// @param record its id in the quarantine
@JsonInclude(JsonInclude.Include.NON_NULL)
record Whereabouts(String state, @Nullable String reason, @Nullable String outcome, @Nullable UUID record) {

  static final Whereabouts IN_FLIGHT = new Whereabouts("in_flight", null, null, null);
  static final Whereabouts SETTLED = new Whereabouts("settled", null, null, null);

  static Whereabouts skipped(String reason) {
    return new Whereabouts("skipped", reason, null, null);
  }

  /// @param state of the record in the quarantine
  static Whereabouts setAside(String state, String reason, @Nullable String outcome, UUID record) {
    return new Whereabouts(state.equals("held") ? "quarantined" : state, reason, outcome, record);
  }
}
