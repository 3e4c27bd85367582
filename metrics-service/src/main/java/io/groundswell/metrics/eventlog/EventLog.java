package io.groundswell.metrics.eventlog;

import io.groundswell.contract.Lane;
import io.groundswell.exactlyonce.Arrival;
import io.groundswell.exactlyonce.Batch;
import io.groundswell.exactlyonce.Destination;
import io.groundswell.exactlyonce.Entry;
import io.groundswell.exactlyonce.SetAside;
import io.groundswell.exactlyonce.Tally;
import io.groundswell.exactlyonce.Transaction;
import io.groundswell.exactlyonce.UnreadableException;
import io.groundswell.metrics.accounting.AccountingStore;
import io.groundswell.metrics.accounting.Ledger;
import io.groundswell.metrics.dictionary.Dictionaries;
import io.groundswell.metrics.dictionary.MeasureName;
import io.groundswell.metrics.dictionary.SubjectName;
import io.groundswell.metrics.quarantine.Quarantine;
import io.groundswell.metrics.rollup.DayRollups;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Writes the events of one lane into the record.
final class EventLog implements Destination<LoggedEvent> {

  private final Lane lane;
  private final String consumer;
  private final Dictionaries dictionaries;
  private final DeclaredDays declaredDays;
  private final Freshness freshness;
  private final Map<Integer, Caution> cautions = new ConcurrentHashMap<>();

  EventLog(Lane lane, String consumer, Dictionaries dictionaries, DeclaredDays declaredDays, Freshness freshness) {
    this.lane = lane;
    this.consumer = consumer;
    this.dictionaries = dictionaries;
    this.declaredDays = declaredDays;
    this.freshness = freshness;
  }

  @Override
  public LoggedEvent read(Arrival arrival) throws UnreadableException {
    return EventReader.read(arrival, lane);
  }

  @Override
  public Tally store(Transaction transaction, Batch<LoggedEvent> batch) {
    var events = batch.entries().stream().map(Entry::content).toList();
    if (lane == Lane.BACKFILL) {
      declaredDays.require(transaction, events);
    }
    var numbers = dictionaries.at(transaction);
    var candidates = candidates(transaction, numbers, events);
    var caution = cautions.computeIfAbsent(batch.partition(), first -> new Caution());
    var stored = MetricRows.insertFirst(transaction, Candidate.sortedDistinct(candidates), caution);
    if (!stored.isEmpty()) {
      MetricRows.sendFurther(transaction, stored);
      ContentRows.send(transaction, stored, numbers);
      rollups(stored).merge(transaction);
    }
    // Nobody waits for the last ones here: the transaction asks for every answer before it commits.
    AccountingStore.count(transaction, batch.partition(), ledger(candidates, stored));
    return new Tally(stored.size(), events.size() - stored.size());
  }

  @Override
  public void quarantine(Transaction transaction, List<SetAside> setAside) {
    var ledger = new Ledger();
    var kept = new ArrayList<Quarantine.Kept>(setAside.size());
    for (var record : setAside) {
      var owner = Owner.of(record.arrival());
      ledger.quarantined(owner.organization(), owner.source(), owner.receivedAt());
      kept.add(new Quarantine.Kept(record.arrival(), owner.isNobody() ? null : owner.organization(),
          DeclaredDays.reason(record), record.detail()));
    }
    Quarantine.keep(transaction, consumer, kept);
    AccountingStore.count(transaction, setAside.getFirst().arrival().partition(), ledger);
  }

  @Override
  public void settled(Batch<LoggedEvent> batch) {
    freshness.committed(batch.entries());
  }

  private static List<Candidate> candidates(Transaction transaction, Dictionaries.Numbers numbers,
      List<LoggedEvent> events) {
    var subjects = new ArrayList<SubjectName>(events.size());
    var measures = new ArrayList<MeasureName>(events.size());
    for (var event : events) {
      subjects.add(new SubjectName(event.organization(), event.subject()));
      for (var reading : event.readings()) {
        measures.add(new MeasureName(reading.metric(), event.platform(), reading.kind()));
      }
    }
    var subjectNumbers = numbers.subjects(subjects, transaction);
    var measureNumbers = numbers.measures(measures, transaction);
    var candidates = new ArrayList<Candidate>(events.size());
    int measure = 0;
    for (int i = 0; i < events.size(); i++) {
      var ids = new int[Math.max(1, events.get(i).readings().size())];
      for (int ordinal = 0; ordinal < events.get(i).readings().size(); ordinal++) {
        ids[ordinal] = (int) measureNumbers[measure++];
      }
      candidates.add(new Candidate(events.get(i), (int) subjectNumbers[i], ids));
    }
    return candidates;
  }

  private static DayRollups rollups(List<Candidate> stored) {
    var rollups = new DayRollups();
    for (var candidate : stored) {
      var event = candidate.event();
      for (int ordinal = 0; ordinal < candidate.measures().length; ordinal++) {
        rollups.add(event.organization(), candidate.subject(), candidate.measures()[ordinal], event.observedAt(),
            event.key(), candidate.value(ordinal));
      }
    }
    return rollups;
  }

  private static Ledger ledger(List<Candidate> candidates, List<Candidate> stored) {
    // Duplicates are what is left of all when the stored ones are taken away, whichever of them those were.
    var ledger = new Ledger();
    for (var candidate : candidates) {
      var event = candidate.event();
      ledger.duplicate(event.organization(), event.source(), event.receivedAt(), 1);
    }
    for (var candidate : stored) {
      var event = candidate.event();
      ledger.duplicate(event.organization(), event.source(), event.receivedAt(), -1);
      ledger.stored(event.organization(), event.source(), event.receivedAt());
    }
    return ledger;
  }
}
