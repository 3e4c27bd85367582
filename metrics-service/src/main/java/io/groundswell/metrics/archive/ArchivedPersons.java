package io.groundswell.metrics.archive;

import io.groundswell.metrics.dayfile.DayTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Takes a person out of the files. Only those of `analytics_events` name persons: each that does is written anew
/// without them.
@ApplicationScoped
public class ArchivedPersons {

  private static final String NEXT_DAY = """
      SELECT min(day) FROM analytics.archive_partition
      WHERE day >= ? AND partitioned = 'analytics_events' AND state <> 'active'""";

  private static final String PERSON = "SELECT id FROM analytics.person WHERE organization_id = ? AND external_id = ?";

  // As they stand in the text of jsonb, which has one way to write a string.
  private static final String NAMES = "SELECT to_jsonb(?::text)::text, to_jsonb('user/' || ?)::text";

  private static final String WITHOUT = "SELECT analytics.without_person(?::jsonb, ?)::text";

  private static final String FORGET_RAW = "SELECT analytics.forget_events(?, ?, ?, ?)";

  private static final String EXPORT_ANEW = """
      UPDATE analytics.archive_partition SET state = 'sealed', file = NULL, changed_at = now()
      WHERE day = ? AND partitioned = 'analytics_events'""";

  private static final String REWRITTEN = """
      UPDATE analytics.archive_partition SET file = ?, content = ?, sha256 = ?, bytes = ?, changed_at = now()
      WHERE day = ? AND partitioned = 'analytics_events'""";

  private final Owner owner;
  private final ArchiveConfig config;

  ArchivedPersons(DataSource dataSource, ArchiveConfig config) {
    this.owner = new Owner(dataSource);
    this.config = config;
  }

  /// @return the first archived day from the given one on; null where there is none
  public @Nullable LocalDate nextDay(LocalDate from) {
    return done(connection -> {
      try (var statement = connection.prepareStatement(NEXT_DAY)) {
        statement.setObject(1, from);
        try (var row = statement.executeQuery()) {
          row.next();
          return row.getObject(1, LocalDate.class);
        }
      }
    });
  }

  /// @return how many events were changed; empty while the day is on its way into the archive: ask again
  public OptionalLong forget(LocalDate day, int organization, String userId) {
    var files = new ArchiveFiles(config.directory()
        .orElseThrow(() -> new IllegalStateException("groundswell.archive.directory is not set, and days are in it")));
    var outcome = done(connection -> forget(connection, files, day, organization, userId));
    if (outcome.isWaiting) {
      return OptionalLong.empty();
    }
    try {
      files.removeOthers(DayTable.ANALYTICS_EVENTS, day, outcome.keep == null ? "" : outcome.keep);
    } catch (IOException trouble) {
      throw new IllegalStateException("the files before it are still there: " + trouble.getMessage(), trouble);
    }
    return OptionalLong.of(outcome.changed);
  }

  /// @param keep the file that counts now; null: there is none
  private record Outcome(boolean isWaiting, @Nullable String keep, long changed) {
  }

  private static Outcome forget(Connection connection, ArchiveFiles files, LocalDate day, int organization,
      String userId) throws SQLException, IOException {
    var partition = new ArchiveRegistry(connection).lock(day).stream()
        .filter(each -> each.table() == DayTable.ANALYTICS_EVENTS).findFirst().orElseThrow();
    return switch (partition.state()) {
      // Rows that can be reached neither here nor there, for moments.
      case CLOSED, DETACHED -> new Outcome(true, partition.file(), 0);
      // The rows in the database are gone through as those of any day that stands; a file of before them is worth
      // nothing.
      case ACTIVE, SEALED, EXPORTED, VERIFIED -> {
        update(connection, EXPORT_ANEW, day);
        yield new Outcome(false, null, 0);
      }
      case DROPPED -> rewrite(connection, files, partition, new Person(connection, organization, userId));
      case RESTORED -> {
        var person = new Person(connection, organization, userId);
        var rewritten = rewrite(connection, files, partition, person);
        // It may have come back only after its turn.
        for (int ahead = 0; ahead < partition.days(); ahead++) {
          person.forgetRaw(partition.day().plusDays(ahead));
        }
        yield rewritten;
      }
    };
  }

  private static Outcome rewrite(Connection connection, ArchiveFiles files, Archived partition, Person person)
      throws SQLException, IOException {
    var table = partition.table();
    var old = Objects.requireNonNull(partition.file());
    var name = ArchiveFiles.newName(table, partition.day());
    var facts = files.open(table, old).copyTo(files.open(table, name), person::without);
    if (person.changed == 0) {
      return new Outcome(false, old, 0);
    }
    files.writeManifest(table, partition.day(), name, facts);
    update(connection, REWRITTEN, name, facts.content(), facts.sha256(), facts.bytes(), partition.day());
    return new Outcome(false, name, person.changed);
  }

  private static void update(Connection connection, String sql, Object... arguments) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      statement.executeUpdate();
    }
  }

  private <T extends @Nullable Object> T done(Owner.Work<T> work) {
    try {
      return owner.transaction(work);
    } catch (SQLException | IOException trouble) {
      throw new IllegalStateException("the archive cannot be gone through: " + trouble.getMessage(), trouble);
    }
  }

  /// Who is to be forgotten: the same rules as `forget_events` has for rows.
  private static final class Person {

    private static final DayTable TABLE = DayTable.ANALYTICS_EVENTS;
    private static final int ORGANIZATION = TABLE.place("organization_id");
    private static final int USER = TABLE.place("user_id");
    private static final int ATTRIBUTES = TABLE.place("attributes");
    private static final int DATA = TABLE.place("event_data");

    private final Connection connection;
    private final int organization;
    private final String userId;
    private final long id;
    private final List<String> names;
    private long changed;

    Person(Connection connection, int organization, String userId) throws SQLException {
      this.connection = connection;
      this.organization = organization;
      this.userId = userId;
      try (var person = connection.prepareStatement(PERSON); var quoted = connection.prepareStatement(NAMES)) {
        person.setInt(1, organization);
        person.setString(2, userId);
        quoted.setString(1, userId);
        quoted.setString(2, userId);
        try (var row = person.executeQuery(); var texts = quoted.executeQuery()) {
          id = row.next() ? row.getLong(1) : -1;
          texts.next();
          names = List.of(texts.getString(1), texts.getString(2));
        }
      }
    }

    List<@Nullable Object> without(List<@Nullable Object> row) throws SQLException {
      if (!Objects.equals(row.get(ORGANIZATION), organization)) {
        return row;
      }
      boolean own = Objects.equals(row.get(USER), id) && (row.get(ATTRIBUTES) != null || row.get(DATA) != null);
      if (!own && !isNamedIn(row.get(ATTRIBUTES)) && !isNamedIn(row.get(DATA))) {
        return row;
      }
      changed++;
      var other = new ArrayList<@Nullable Object>(row);
      other.set(ATTRIBUTES, own ? null : without((String) row.get(ATTRIBUTES)));
      other.set(DATA, own ? null : without((String) row.get(DATA)));
      return other;
    }

    void forgetRaw(LocalDate day) throws SQLException {
      try (var statement = connection.prepareStatement(FORGET_RAW)) {
        statement.setInt(1, organization);
        statement.setLong(2, id);
        statement.setString(3, userId);
        statement.setObject(4, day);
        statement.execute();
      }
    }

    private boolean isNamedIn(@Nullable Object json) {
      return json instanceof String text && names.stream().anyMatch(text::contains);
    }

    private @Nullable String without(@Nullable String json) throws SQLException {
      if (json == null) {
        return null;
      }
      try (var statement = connection.prepareStatement(WITHOUT)) {
        statement.setString(1, json);
        statement.setString(2, userId);
        try (var row = statement.executeQuery()) {
          row.next();
          return row.getString(1);
        }
      }
    }
  }
}
