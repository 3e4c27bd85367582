package io.groundswell.ingest.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.ingest.Database;
import io.groundswell.ingest.EdgeBackend;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What was counted up to the very end is written.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class LastCountsTest {

  @Inject
  BeanManager beans;

  @Inject
  EdgeAccounting accounting;

  @Test
  void theCountsAreWrittenAfterEverythingElseHasStopped() {
    var stopping = beans.resolveObserverMethods(new ShutdownEvent()).stream()
        .filter(observer -> observer.getBeanClass().getName().startsWith("io.groundswell.")).toList();

    assertThat(stopping).hasSizeGreaterThan(2);
    var last = stopping.stream().max(Comparator.comparingInt(ObserverMethod::getPriority)).orElseThrow();
    assertThat(last.getBeanClass()).isEqualTo(EdgeAccounting.class);
    assertThat(stopping).filteredOn(observer -> observer.getPriority() == last.getPriority()).hasSize(1);
  }

  @Test
  void whatIsCountedAfterTheLastRoundIsWrittenAtTheStop() throws InterruptedException {
    var source = "last-" + UUID.randomUUID();
    var minute = Instant.now();
    accounting.answered(1, source, minute, 2, 1);
    accounting.writeLast();
    accounting.answered(1, source, minute, 1, 0);
    accounting.writeLast();

    assertThat(
        Database.ask("SELECT sum(accepted) || ' ' || sum(rejected) FROM analytics.edge_accounting WHERE source = '"
            + source + "'"))
        .isEqualTo("3 1");
  }

  @Test
  void whatMayHaveArrivedIsATermOfItsOwn() throws InterruptedException {
    var source = "unknown-" + UUID.randomUUID();
    accounting.answered(1, source, Instant.now(), 2, 1);
    accounting.leftUnknown(1, source, Instant.now());
    accounting.leftUnknown(1, source, Instant.now());
    accounting.writeLast();

    assertThat(Database.ask("SELECT sum(accepted) || ' ' || sum(rejected) || ' ' || sum(unknown) "
        + "FROM analytics.published_edge_accounting WHERE source = '" + source + "'")).isEqualTo("2 1 2");
  }

  @Test
  void aWriteThatWasOvertakenTakesNothingBack() throws InterruptedException {
    var source = "overtaken-" + UUID.randomUUID();
    accounting.answered(1, source, Instant.now(), 5, 0);
    accounting.writeLast();
    // As a round that was sent earlier and arrives now.
    var older = "UPDATE analytics.edge_accounting SET accepted = 9 WHERE source = '" + source + "'";
    Database.run(older);
    accounting.answered(1, source, Instant.now(), 1, 0);
    accounting.writeLast();

    assertThat(Database.ask("SELECT max(accepted) FROM analytics.edge_accounting WHERE source = '" + source + "'"))
        .isEqualTo("9");
  }
}
