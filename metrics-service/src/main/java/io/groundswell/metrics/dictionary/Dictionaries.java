package io.groundswell.metrics.dictionary;

import io.groundswell.exactlyonce.Transaction;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// All dictionaries. What they remember holds for one life of the database server: after a fail-over or a restored
/// backup the last names may be gone and their numbers given to others, so another server's start time means an empty
/// memory.
@ApplicationScoped
public class Dictionaries {

  private static final String STARTED = "SELECT pg_postmaster_start_time() AS started";

  private final Pool pool;
  private final DictionaryConfig config;
  private final AtomicReference<@Nullable Numbers> current = new AtomicReference<>();

  Dictionaries(Pool pool, DictionaryConfig config) {
    this.pool = pool;
    this.config = config;
  }

  /// The numbers that hold for the database that this transaction talks to.
  public Numbers at(Transaction transaction) {
    var started = transaction.run(STARTED, Tuple.tuple()).iterator().next().getOffsetDateTime("started");
    var known = current.get();
    if (known != null && known.started.equals(started)) {
      return known;
    }
    var fresh = new Numbers(started, new NameMaker(pool, config.timeout()), config);
    // Whoever came first for the same server is joined; whoever remembers another server is left to those who hold it.
    var now = current.updateAndGet(other -> other != null && other.started.equals(started) ? other : fresh);
    return now == null ? fresh : now;
  }

  /// Numbers by name, for one life of the database server.
  public static final class Numbers {

    private final OffsetDateTime started;
    private final Dictionary<SubjectName> subjects;
    private final Dictionary<PersonName> persons;
    private final Dictionary<MeasureName> measures;
    private final AtomicLong forgotten = new AtomicLong();

    private Numbers(OffsetDateTime started, NameMaker maker, DictionaryConfig config) {
      this.started = started;
      this.subjects = new Dictionary<>(Vocabulary.SUBJECTS, maker, config.subjects());
      this.persons = new Dictionary<>(Vocabulary.PERSONS, maker, config.persons());
      this.measures = new Dictionary<>(Vocabulary.MEASURES, maker, config.measures());
    }

    /// Names that were taken away are not remembered either.
    ///
    /// @param version of the list of the forgotten; another one means that names have gone since
    public void since(long version) {
      if (forgotten.getAndSet(version) != version) {
        persons.clear();
        subjects.clear();
      }
    }

    public long[] subjects(List<SubjectName> names, Transaction transaction) {
      return subjects.numbers(names, transaction);
    }

    public long[] persons(List<PersonName> names, Transaction transaction) {
      return persons.numbers(names, transaction);
    }

    public long[] measures(List<MeasureName> names, Transaction transaction) {
      return measures.numbers(names, transaction);
    }
  }
}
