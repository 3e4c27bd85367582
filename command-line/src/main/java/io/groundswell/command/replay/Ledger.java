package io.groundswell.command.replay;

import io.groundswell.command.send.Answer;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts what was answered, from any thread. Always: sent = accepted + rejected.
final class Ledger {

  /// Of so many different reasons one example each is kept.
  private static final int REASONS = 20;

  private final Map<String, Refused> refused = new LinkedHashMap<>();
  private long accepted;
  private long rejected;

  /// How often a reason was given, with the first event it was given for.
  record Refused(long count, String firstId, String detail) {
  }

  /// @param reasons by slug, in the order of their first occurrence
  record Totals(long sent, long accepted, long rejected, Map<String, Refused> reasons) {
  }

  /// Counts what an interrupted run had reached; its reasons are gone.
  synchronized void add(Checkpoint.Reached before) {
    accepted += before.accepted();
    rejected += before.rejected();
  }

  synchronized void add(Answer answer) {
    accepted += answer.accepted();
    rejected += answer.rejections().size();
    for (var rejection : answer.rejections()) {
      var known = refused.get(rejection.reason());
      if (known != null) {
        refused.put(rejection.reason(), new Refused(known.count() + 1, known.firstId(), known.detail()));
      } else if (refused.size() < REASONS) {
        refused.put(rejection.reason(), new Refused(1, rejection.id(), rejection.detail()));
      }
    }
  }

  synchronized Totals totals() {
    return new Totals(accepted + rejected, accepted, rejected, new LinkedHashMap<>(refused));
  }
}
