package io.groundswell.metrics.eventlog;

import io.groundswell.contract.Kind;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Readings;
import io.groundswell.contract.Slot;
import io.groundswell.exactlyonce.Arrival;
import io.groundswell.exactlyonce.Batch;
import io.groundswell.exactlyonce.Destination;
import io.groundswell.exactlyonce.Entry;
import io.groundswell.exactlyonce.SetAside;
import io.groundswell.exactlyonce.Tally;
import io.groundswell.exactlyonce.Transaction;
import io.groundswell.exactlyonce.UnreadableException;
import io.groundswell.metrics.accounting.AccountingStore;
import io.groundswell.metrics.accounting.Books;
import io.groundswell.metrics.accounting.Ledger;
import io.groundswell.metrics.content.ContentLog;
import io.groundswell.metrics.content.SearchWords;
import io.groundswell.metrics.correction.CorrectionConfig;
import io.groundswell.metrics.correction.Corrections;
import io.groundswell.metrics.correction.EarlyCorrections;
import io.groundswell.metrics.dictionary.Dictionaries;
import io.groundswell.metrics.dictionary.MeasureName;
import io.groundswell.metrics.dictionary.SubjectName;
import io.groundswell.metrics.forgetting.Forgotten;
import io.groundswell.metrics.people.PeopleLog;
import io.groundswell.metrics.quarantine.Quarantine;
import io.groundswell.metrics.retention.Retained;
import io.groundswell.metrics.rollup.Change;
import io.groundswell.metrics.rollup.DayRollups;
import io.groundswell.metrics.sketch.DaySketches;
import io.groundswell.metrics.sketch.SketchConfig;
import io.groundswell.metrics.top.TopCounts;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Writes the events of one lane into the record.
final class EventLog implements Destination<LoggedEvent> {

  private final Lane lane;
  private final String consumer;
  private final Dictionaries dictionaries;
  private final DeclaredDays declaredDays;
  private final Forgotten forgotten;
  private final Books books;
  private final Freshness freshness;
  private final Set<String> ranked;
  private final SketchConfig sketchConfig;
  private final CorrectionConfig correctionConfig;
  private final InstantSource clock;
  private final SearchWords words = new SearchWords();
  private final Map<Integer, Caution> cautions = new ConcurrentHashMap<>();

  /// @param ranked metrics of which top lists are kept
  EventLog(Lane lane, String consumer, Dictionaries dictionaries, DeclaredDays declaredDays, Forgotten forgotten,
      Books books, Freshness freshness, Set<String> ranked, SketchConfig sketchConfig,
      CorrectionConfig correctionConfig, InstantSource clock) {
    this.lane = lane;
    this.consumer = consumer;
    this.dictionaries = dictionaries;
    this.declaredDays = declaredDays;
    this.forgotten = forgotten;
    this.books = books;
    this.freshness = freshness;
    this.ranked = ranked;
    this.sketchConfig = sketchConfig;
    this.correctionConfig = correctionConfig;
    this.clock = clock;
  }

  @Override
  public LoggedEvent read(Arrival arrival) throws UnreadableException {
    return EventReader.read(arrival, lane);
  }

  @Override
  public Tally store(Transaction transaction, Batch<LoggedEvent> batch) {
    var read = batch.entries().stream().map(Entry::content).toList();
    boolean namesPersons = read.stream().anyMatch(LoggedEvent::namesPerson);
    // Travels with the next statement. The lock on the offsets' row came before: see Forgotten.
    var list = namesPersons ? forgotten.ask(transaction) : null;
    declaredDays.requireNotArchived(transaction, read);
    var expired = expired(transaction, read);
    if (lane == Lane.BACKFILL) {
      declaredDays.requireDeclared(transaction, read);
    }
    var numbers = dictionaries.at(transaction);
    var events = list == null ? read : withoutForgotten(read, forgotten.people(transaction, list), numbers);
    var candidates = candidates(transaction, numbers, events);
    var caution = cautions.computeIfAbsent(batch.partition(), first -> new Caution());
    boolean corrects = candidates.stream().anyMatch(candidate -> candidate.event().correction() != null);
    var waiting =
        waiting(transaction, candidates, corrects ? EarlyCorrections.Hold.ALONE : EarlyCorrections.Hold.SHARED);
    var stored = MetricRows.insertFirst(transaction, Candidate.sortedDistinct(candidates), caution);
    Retained.require(expired);
    if (!stored.isEmpty()) {
      MetricRows.sendFurther(transaction, stored);
      ContentRows.send(transaction, stored, numbers);
      ContentLog.keep(transaction, batch.partition(), ContentRows.told(transaction, stored, numbers), numbers,
          words);
      PeopleLog.add(transaction, ContentRows.deeds(transaction, stored, numbers));
      addUp(transaction, stored, ofCreators(transaction, stored, numbers), waiting, batch.partition(), numbers);
    }
    var conflicts = Conflicts.among(transaction, candidates, stored);
    var ledger = ledger(candidates, stored, conflicts);
    Quarantine.settle(transaction, Replays.among(candidates, stored, conflicts));
    // Nobody waits for the last ones here: the transaction asks for every answer before it commits.
    AccountingStore.count(transaction, batch.partition(), ledger);
    return new Tally(stored.size(), events.size() - stored.size(), () -> books.committed(ledger));
  }

  @Override
  public void quarantine(Transaction transaction, List<SetAside> setAside) {
    var ledger = books.open();
    var kept = new ArrayList<Quarantine.Kept>(setAside.size());
    var settled = new ArrayList<Quarantine.Settled>(0);
    for (var record : setAside) {
      var owner = Owner.of(record.arrival());
      ledger.quarantined(owner.organization(), owner.source(), owner.receivedAt());
      kept.add(new Quarantine.Kept(record.arrival(), owner.isNobody() ? null : owner.organization(),
          Corrections.reason(record, DeclaredDays.reason(record)), record.detail()));
      var replayOf = owner.replayOf();
      if (replayOf != null) {
        ledger.replayed(owner.organization(), owner.source(), owner.receivedAt());
        if (!Replays.has(settled, replayOf)) {
          settled.add(new Quarantine.Settled(replayOf, owner.organization(), "quarantined"));
        }
      }
    }
    Quarantine.settle(transaction, settled);
    Quarantine.keep(transaction, consumer, kept);
    AccountingStore.count(transaction, setAside.getFirst().arrival().partition(), ledger);
  }

  @Override
  public void settled(Batch<LoggedEvent> batch) {
    freshness.committed(batch.entries());
  }

  private Transaction.@Nullable Reply expired(Transaction transaction, List<LoggedEvent> events) {
    var retained = new Retained(clock);
    for (var event : events) {
      var content = event.content();
      retained.add(event.organization(), content == null ? Readings.METRIC_OBSERVED : content.type(),
          event.observedAt());
    }
    return retained.ask(transaction);
  }

  private static List<LoggedEvent> withoutForgotten(List<LoggedEvent> events, Forgotten.People people,
      Dictionaries.Numbers numbers) {
    numbers.since(people.version());
    return people.isEmpty() ? events : events.stream().map(event -> event.without(people)).toList();
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

  /// What posts say of their creators, stored under these.
  private static List<Candidate> ofCreators(Transaction transaction, List<Candidate> stored,
      Dictionaries.Numbers numbers) {
    var events = CreatorTotals.of(stored);
    var candidates = new ArrayList<>(candidates(transaction, numbers, events));
    // As everybody writes them: in the order of the key.
    candidates.sort(Candidate.ORDER);
    return MetricRows.insertParts(transaction, candidates);
  }

  private void addUp(Transaction transaction, List<Candidate> stored, List<Candidate> ofCreators,
      EarlyCorrections waiting, int partition, Dictionaries.Numbers numbers) {
    var rollups = new DayRollups();
    var top = new TopCounts(ranked, clock.instant());
    var all = new ArrayList<>(stored);
    all.addAll(ofCreators);
    var sketches = sketches(transaction, all, numbers);
    for (var candidate : all) {
      var event = candidate.event();
      var reason = change(event);
      for (int ordinal = 0; ordinal < candidate.measures().length; ordinal++) {
        rollups.add(event.organization(), candidate.subject(), candidate.measures()[ordinal], event.observedAt(),
            event.key(), candidate.value(ordinal), reason);
      }
      for (int ordinal = 0; ordinal < event.readings().size(); ordinal++) {
        var reading = event.readings().get(ordinal);
        top.add(event.organization(), candidate.subject(), candidate.measures()[ordinal], reading.metric(),
            reading.kind(), event.observedAt(), reading.value());
      }
    }
    var slots = slots(all, sketches);
    if (slots.length > 0) {
      TopCounts.lock(transaction, slots);
    }
    rollups.merge(transaction, consumer, partition);
    if (!sketches.isEmpty()) {
      sketches.merge(transaction);
    }
    // Steps and sketches of these, where there are any, are worked out by this batch in any case.
    var orders = orders(stored);
    orders.addAll(early(stored, waiting));
    var corrections = new Corrections(consumer, partition, correctionConfig);
    for (var order : orders) {
      for (var corrected : corrections.apply(transaction, order)) {
        top.change(corrected.organization(), corrected.subject(), corrected.measure(), corrected.metric(),
            corrected.kind(), corrected.at(), corrected.before(), corrected.after());
        sketches.renew(transaction, corrected.organization(), corrected.subject(), corrected.measure(),
            corrected.metric(), corrected.at());
      }
    }
    top.send(transaction);
  }

  /// Of the subjects whose counters, sketches and corrected numbers are worked out from what was there before, in
  /// rising order. By slot, for a subject's slot is the same on topics of any width: a creator's numbers come with
  /// posts on other partitions too, and the two lanes' topics may differ.
  private long[] slots(List<Candidate> candidates, DaySketches sketches) {
    var slots = new BitSet(Slot.COUNT);
    for (var candidate : candidates) {
      var event = candidate.event();
      if (event.correction() != null || event.readings().stream()
          .anyMatch(reading -> (reading.kind() == Kind.TOTAL && ranked.contains(reading.metric()))
              || sketches.has(reading.metric()))) {
        slots.set(candidate.slot());
      }
    }
    return slots.stream().asLongStream().toArray();
  }

  private DaySketches sketches(Transaction transaction, List<Candidate> stored, Dictionaries.Numbers numbers) {
    var collected = new DaySketches(sketchConfig);
    var sketched = new ArrayList<Candidate>();
    for (var candidate : stored) {
      for (var reading : candidate.event().readings()) {
        if (collected.has(reading.metric())) {
          sketched.add(candidate);
          break;
        }
      }
    }
    var named = ContentRows.persons(sketched);
    var persons = named.isEmpty() ? new long[0] : numbers.persons(named, transaction);
    int person = 0;
    for (var candidate : sketched) {
      var event = candidate.event();
      var content = event.content();
      var of = content == null || content.userId() == null ? null : Long.valueOf(persons[person++]);
      for (int ordinal = 0; ordinal < event.readings().size(); ordinal++) {
        var reading = event.readings().get(ordinal);
        if (collected.has(reading.metric())) {
          collected.add(event.organization(), candidate.subject(), candidate.measures()[ordinal], reading.metric(),
              event.observedAt(), reading.value(), of);
        }
      }
    }
    return collected;
  }

  private static List<Corrections.Order> orders(List<Candidate> stored) {
    var orders = new ArrayList<Corrections.Order>(0);
    for (var candidate : stored) {
      var event = candidate.event();
      var correction = event.correction();
      if (correction != null) {
        orders.add(Corrections.Order.of(event.organization(), candidate.subject(), event.key(), event.observedAt(),
            correction));
      }
    }
    return orders;
  }

  private static EarlyCorrections waiting(Transaction transaction, List<Candidate> candidates,
      EarlyCorrections.Hold hold) {
    // A share of the slots is what a partition of a topic of the usual width carries, whatever width the lanes' topics
    // have.
    var shares = new BitSet(Lane.PARTITIONS);
    candidates.forEach(candidate -> shares.set(Slot.partition(candidate.slot(), Lane.PARTITIONS)));
    return EarlyCorrections.ask(transaction, hold, shares.stream().asLongStream().toArray(),
        candidates.stream().map(candidate -> candidate.event().organization()).distinct().toArray(Integer[]::new),
        candidates.stream().map(Candidate::subject).distinct().toArray(Integer[]::new));
  }

  /// Corrections that were stored before these, which they are about.
  private static List<Corrections.Order> early(List<Candidate> stored, EarlyCorrections waiting) {
    var orders = new ArrayList<Corrections.Order>(0);
    for (var candidate : stored) {
      var event = candidate.event();
      orders.addAll(waiting.of(event.organization(), candidate.subject(), event.observedAt(), event.key()));
    }
    return orders;
  }

  private Change change(LoggedEvent event) {
    if (event.replayOf() != null) {
      return Change.REPLAY;
    }
    return lane == Lane.BACKFILL ? Change.BACKFILL : Change.ofLive(event.observedAt(), event.receivedAt());
  }

  private Ledger ledger(List<Candidate> candidates, List<Candidate> stored, List<Candidate> conflicts) {
    // Duplicates are what is left of all when the stored ones are taken away, whichever of them those were.
    var ledger = books.open();
    for (var candidate : candidates) {
      var event = candidate.event();
      ledger.duplicate(event.organization(), event.source(), event.receivedAt(), 1);
      ledger.clock(event.organization(), event.source(), event.receivedAt(), event.observedAt(), event.sentAt());
      if (event.replayOf() != null) {
        ledger.replayed(event.organization(), event.source(), event.receivedAt());
      }
    }
    for (var candidate : stored) {
      var event = candidate.event();
      ledger.duplicate(event.organization(), event.source(), event.receivedAt(), -1);
      ledger.stored(event.organization(), event.source(), event.receivedAt());
    }
    for (var candidate : conflicts) {
      var event = candidate.event();
      ledger.conflict(event.organization(), event.source(), event.receivedAt());
    }
    return ledger;
  }
}
