package io.groundswell.metrics.eventlog;

import io.groundswell.metrics.quarantine.Quarantine.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Which of a batch's events replace records in the quarantine, and what became of each: one of them is settled once,
/// also where its replay was sent twice.
final class Replays {

  private Replays() {
  }

  /// @param candidates all of the batch
  /// @param stored those that were new
  /// @param conflicts known ones with another payload
  static List<Settled> among(List<Candidate> candidates, List<Candidate> stored, List<Candidate> conflicts) {
    var settled = new ArrayList<Settled>(0);
    for (var candidate : candidates) {
      if (candidate.event().replayOf() != null) {
        // What was stored counts before what was then a duplicate of it.
        add(settled, stored, "stored");
        add(settled, conflicts, "conflict");
        add(settled, candidates, "duplicate");
        return settled;
      }
    }
    return settled;
  }

  private static void add(List<Settled> settled, List<Candidate> candidates, String outcome) {
    for (var candidate : candidates) {
      var event = candidate.event();
      var id = event.replayOf();
      if (id != null && !has(settled, id)) {
        settled.add(new Settled(id, event.organization(), outcome));
      }
    }
  }

  // People replay by hand: there are few.
  static boolean has(List<Settled> settled, UUID id) {
    return settled.stream().anyMatch(one -> one.id().equals(id));
  }
}
