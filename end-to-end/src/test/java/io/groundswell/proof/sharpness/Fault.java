package io.groundswell.proof.sharpness;

import io.groundswell.proof.check.Invariant;
import io.groundswell.proof.sharpness.Sabotage.Edit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// One guarantee taken away, what has to happen for it to be missed, and the invariant that must then fail.
///
/// Not here, because another guarantee stands behind it and nothing is lost or doubled without it: the epoch in the
/// fence, or an unknown commit taken for one that failed or succeeded (the fence compares the position too, and a
/// worker that stands elsewhere reads it anew); rows in no order from two writers (deadlocks, which are tried again);
/// a producer without idempotence (what it sends twice is a duplicate to whoever stores it). And `acks=1`, which one
/// broker cannot tell from `acks=all`.
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
                addUp(transaction, stored, ofCreators(transaction, stored, numbers), waiting, batch.partition(), numbers);
              }
          """, """
              }
              addUp(transaction, candidates, List.of(), waiting, batch.partition(), numbers);
          """)),

  DEDUPLICATION_BY_THE_SERVERS_TIME(Trouble.NONE, Invariant.I3, "metrics-service", "event-contract",
      "io/groundswell/contract/AcceptedEvent.java",
      new Edit("return eventKey(organization, event.source(), event.id());",
          "return eventKey(organization, event.source(), event.id() + receivedAt);")),

  ANSWER_BEFORE_THE_ACKNOWLEDGEMENT(Trouble.EDGE_KILLED_BEFORE_A_FROZEN_BROKER, Invariant.I1, "ingest-service",
      "ingest-service", "io/groundswell/ingest/publish/Publisher.java",
      new Edit("    return shipment.outcome();",
          "    return CompletableFuture.completedFuture(new Shipped.Acknowledged(new java.util.BitSet(0)));")),

  NO_FENCE(Trouble.ZOMBIE, Invariant.I7, "metrics-service", "exactly-once",
      "io/groundswell/exactlyonce/Fencing.java",
      new Edit("    if (row == null) {", """
              if (row != null) {
                return new Fence.Held();
              }
              if (row == null) {
          """)),

  ADDED_PARTITION_FROM_ITS_END(Trouble.PARTITION_ADDED, Invariant.I7, "metrics-service", "exactly-once",
      "io/groundswell/exactlyonce/OffsetStart.java",
      new Edit("owner, topicId, extent.beginning());", "owner, topicId, extent.end());")),

  FAILED_CLAIM_SWALLOWED(Trouble.NO_RIGHT_TO_CLAIM_FOR_A_WHILE, Invariant.I1, "metrics-service", "exactly-once",
      "io/groundswell/exactlyonce/PartitionWorker.java",
      new Edit("patience.trouble(reason);", "patience.stop();")),

  DROPPED_BEFORE_IT_WAS_VERIFIED(Trouble.BAD_DISK_UNDER_THE_ARCHIVE, Invariant.I1, "metrics-service",
      "metrics-service", "io/groundswell/metrics/archive/Archiver.java",
      new Edit("if (partition.isIn(facts)) {", "if (true) {"),
      new Edit("if (!partition.isIn(facts(partition))) {", "if (false) {")),

  LAST_TO_COME_STANDS(Trouble.NONE, Invariant.I11, "metrics-service", "metrics-service",
      "io/groundswell/metrics/content/Known.java",
      new Edit("before == null ? 1 : at.compareTo(before);", "1;"));

  /// Long enough for what is slow, and not for what never ends.
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private final Trouble trouble;
  private final Invariant broken;
  private final Sabotage sabotage;

  Fault(Trouble trouble, Invariant broken, String service, String module, String source, Edit... edits) {
    this.trouble = trouble;
    this.broken = broken;
    this.sabotage = new Sabotage(name().toLowerCase(Locale.ROOT), service, module, source, List.of(edits));
  }

  Trouble trouble() {
    return trouble;
  }

  /// What has to fail.
  Invariant broken() {
    return broken;
  }

  /// A trial of the services with this fault, which are made for it.
  ///
  /// @param root of the build
  Trial trial(Path root) {
    return new Trial(services(root), List.of(trouble), PATIENCE);
  }

  /// Makes the services with this fault, and says where they are.
  Path services(Path root) {
    return sabotage.build(root);
  }
}
