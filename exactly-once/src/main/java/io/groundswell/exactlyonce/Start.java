package io.groundswell.exactlyonce;

/// How an attempt to take a partition over ended.
sealed interface Start {

  /// Ours, from there.
  record From(Claim claim) implements Start {
  }

  /// Ours, but going on would lose or mistake records.
  record Impossible(Claim claim, String reason) implements Start {
  }

  /// Not ours yet.
  record Failed(String reason) implements Start {
  }
}
