package io.groundswell.ingest.intake;

/// What is to become of events that are admitted.
enum Purpose {
  STORE,
  /// Nothing: their sender wants to know what would be answered.
  CHECK
}
