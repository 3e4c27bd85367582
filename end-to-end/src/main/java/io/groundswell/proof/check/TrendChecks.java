package io.groundswell.proof.check;

import java.util.Map;

/// What trend-service counted, against what was sent.
final class TrendChecks {

  private TrendChecks() {
  }

  /// Queries for offenders by what they look for.
  static Map<String, String> all() {
    return Map.of();
  }
}
