package io.groundswell.proof.faults;

import java.util.Locale;

/// What is killed: a process of its own each.
public enum Victim {
  INGEST, METRICS, TREND, BROKER, DATABASE;

  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}
