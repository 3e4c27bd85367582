package io.groundswell.metrics.accounting;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/// Opens ledgers, and meters what stands in them once it is committed.
@ApplicationScoped
public class Books {

  private final long clockWarningMillis;
  private final Counter conflicts;
  private final Counter ahead;
  private final Counter behind;

  Books(AccountingConfig config, MeterRegistry meters) {
    this.clockWarningMillis = config.clockWarning().toMillis();
    this.conflicts = Counter.builder("groundswell.conflicts")
        .description("events of a known identity with another payload; the first is kept").register(meters);
    this.ahead = skewed("ahead", meters);
    this.behind = skewed("behind", meters);
  }

  private static Counter skewed(String direction, MeterRegistry meters) {
    return Counter.builder("groundswell.clock.skewed").tag("direction", direction)
        .description("events whose sender's clock differs by more than groundswell.accounting.clock-warning")
        .register(meters);
  }

  /// An empty ledger for one batch.
  public Ledger open() {
    return new Ledger(clockWarningMillis);
  }

  /// What the ledger says has certainly been committed.
  public void committed(Ledger ledger) {
    conflicts.increment(ledger.conflicts());
    ahead.increment(ledger.ahead());
    behind.increment(ledger.behind());
  }
}
