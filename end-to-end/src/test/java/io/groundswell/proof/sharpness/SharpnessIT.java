package io.groundswell.proof.sharpness;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.proof.SharedSystem;
import io.groundswell.proof.check.Invariant;
import io.groundswell.proof.sharpness.Sabotage.Edit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Takes six minutes, most of them starts of sabotaged services.
@Order(Integer.MAX_VALUE)
@Tag("long")
class SharpnessIT {

  /// One guarantee taken away, what has to happen for it to be missed, and the invariant that must then fail.
  enum Fault {

    POSITION_BEFORE_THE_ROWS(Trouble.METRICS_KILLED_WHILE_STORING, Invariant.I1, "metrics-service", "exactly-once",
        "io/groundswell/exactlyonce/BatchWriter.java",
        new Edit("      var kept = store(transaction, work, manner);", """
                  offsets.advanceAndCommit(transaction, work.partition(), new OffsetTable.Advance(work.next(),
                      work.watermark(), work.entries().size(), 0, work.unreadable().size()));
                  transaction = Transaction.begin(pool, timeout);
                  var kept = store(transaction, work, manner);
            """),
        new Edit("""
            offsets.advanceAndCommit(transaction, work.partition(), new OffsetTable.Advance(work.next(), work.watermark(),
                      kept.stored(), kept.duplicate(), setAside.size()));""", "transaction.commit();")),

    WHOLE_BATCH_QUARANTINED_FOR_ONE_POISON(Trouble.POISON, Invariant.I1, "metrics-service", "exactly-once",
        "io/groundswell/exactlyonce/Bisection.java",
        new Edit("if (entries.size() == 1) {", """
            if (entries.size() >= 1) {
              for (var entry : entries.subList(1, entries.size())) {
                kept.refused.add(new SetAside(entry.arrival(), SetAside.REFUSED_BY_DATABASE, Failures.reason(refused)));
              }
            """)),

    TROUBLE_TREATED_AS_BAD_DATA(Trouble.RIGHTS_TAKEN_FOR_A_WHILE, Invariant.I1, "metrics-service", "exactly-once",
        "io/groundswell/exactlyonce/Failures.java",
        new Edit("return sqlState.startsWith(\"22\") || sqlState.startsWith(\"23\") || sqlState.equals(\"54000\");",
            "return true;")),

    ROLLUP_FROM_THE_INPUT(Trouble.NONE, Invariant.I6, "metrics-service", "metrics-service",
        "io/groundswell/metrics/eventlog/EventLog.java",
        new Edit("""
                  addUp(transaction, stored, ofCreators(transaction, stored, numbers), batch.partition(), numbers);
                }
            """, """
                }
                addUp(transaction, candidates, List.of(), batch.partition(), numbers);
            """)),

    DEDUPLICATION_BY_THE_SERVERS_TIME(Trouble.NONE, Invariant.I3, "metrics-service", "event-contract",
        "io/groundswell/contract/AcceptedEvent.java",
        new Edit("return eventKey(organization, event.source(), event.id());",
            "return eventKey(organization, event.source(), event.id() + receivedAt);")),

    ANSWER_BEFORE_THE_ACKNOWLEDGEMENT(Trouble.EDGE_KILLED_BEFORE_A_FROZEN_BROKER, Invariant.I1, "ingest-service",
        "ingest-service", "io/groundswell/ingest/publish/Publisher.java",
        new Edit("    return shipment.outcome();",
            "    return CompletableFuture.completedFuture(new Shipped.Acknowledged(new java.util.BitSet(0)));"));

    private final Trouble trouble;
    private final Invariant broken;
    private final Sabotage sabotage;

    Fault(Trouble trouble, Invariant broken, String service, String module, String source, Edit... edits) {
      this.trouble = trouble;
      this.broken = broken;
      this.sabotage = new Sabotage(name().toLowerCase(java.util.Locale.ROOT), service, module, source, List.of(edits));
    }
  }

  @BeforeAll
  static void alone() {
    SharedSystem.end();
  }

  @ParameterizedTest
  @EnumSource
  void theCheckerCatches(Fault fault, @TempDir Path directory) throws Exception {
    var home = fault.sabotage.build(SharedSystem.root());

    var verdict = new Trial(home, List.of(fault.trouble)).run(directory);

    System.out.println(fault + " is caught by " + verdict.broken() + "\n" + verdict.report());
    assertThat(verdict.broken()).as(verdict.report()).contains(fault.broken);
  }

  @Test
  void aSoundSystemWithstandsTheSameTroubles(@TempDir Path directory) throws Exception {
    var verdict = new Trial(SharedSystem.root(), List.of(Trouble.values())).run(directory);

    assertThat(verdict.isClean()).as(verdict.report()).isTrue();
  }
}
