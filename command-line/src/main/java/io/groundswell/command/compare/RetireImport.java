package io.groundswell.command.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.mapping.Mapping;
import io.groundswell.command.mapping.Rows;
import io.groundswell.command.mapping.Unnamed;
import io.groundswell.command.reach.Administration;
import io.groundswell.command.reach.DatabaseReach;
import io.groundswell.command.reach.Reach;
import io.groundswell.command.source.Source;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `groundswell import retire`.
@Command(name = "retire", description = {
    "Set old tables aside that an import has brought in, as backups that 'db finalize' drops when their time is over.",
    "",
    "For tables that lie in Groundswell's own database. Only where 'import verify' finds no difference, and where the "
        + "imports that are named have taken every row between them. Each is renamed to <table>_backup, all of them or "
        + "none; --back renames them back.",
    ""},
    footer = {"", Exit.EXPLAINED})
public final class RetireImport implements Callable<Integer> {

  private static final int LONGEST_DAYS = 3_650;

  /// Two connections with the same answer are to the same database.
  private static final String WHERE = """
      SELECT pg_postmaster_start_time() || ' ' || oid FROM pg_database WHERE datname = current_database()""";

  private static final String BE_QUICK = "SET LOCAL lock_timeout = '5s'";

  // Quoted by the server, who also says whether it is a table.
  private static final String RENAME =
      """
      SELECT format('ALTER TABLE %I.%I RENAME TO %I', n.nspname, c.relname, ?::text),
        format('%I.%I', n.nspname, c.relname), format('%I.%I', n.nspname, ?::text)
      FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND c.oid = to_regclass(array_to_string(ARRAY(
        SELECT quote_ident(name) FROM unnest(string_to_array(?, '.')) WITH ORDINALITY AS u (name, n) ORDER BY u.n), '.'))""";

  private static final String REMEMBER = """
      INSERT INTO analytics.migration_backup (backup, keep_until, reason)
      VALUES (?, now() + make_interval(days => ?), ?)""";

  private static final String FORGET = "DELETE FROM analytics.migration_backup WHERE backup = ?";

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final Reach reach = new Reach();

  @Option(names = "--metrics-url", paramLabel = "URL",
      description = "Address of metrics-service, beside --url, for instance http://localhost:8082.")
  private @Nullable URI metricsUrl;

  @Option(names = "--keep-days", paramLabel = "DAYS", defaultValue = "7",
      description = "How long they stay at least (default: 7).")
  private int keepDays;

  @Option(names = "--back", description = "Take it back.")
  private boolean isBack;

  @Parameters(index = "0", paramLabel = "SOURCE",
      description = "postgresql://user:password@host/database, with a login that owns the tables and Groundswell's.")
  private String location = "";

  @Option(names = "--more-keys", paramLabel = "FILE",
      description = "Keys of further organizations, a line each, where the imports are of several.")
  private @Nullable Path moreKeys;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMPORT", description = "Their numbers.")
  private final List<Long> ids = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException, SQLException {
    if (keepDays < 0 || keepDays > LONGEST_DAYS) {
      throw wrong("--keep-days is a number from 0 to " + LONGEST_DAYS);
    }
    if (!Source.kindOf(location).equals("postgres")) {
      throw CommandFailed.badData("only tables of PostgreSQL are set aside, and " + location + " is none");
    }
    var ingest = reach.ingest();
    var metrics = metricsUrl != null ? metricsUrl : reach.metrics();
    if (metrics == null) {
      throw wrong("--url needs --metrics-url beside it");
    }
    try (var connection = DatabaseReach.connect(location)) {
      requireOurDatabase(connection);
      var imports = imports(ingest);
      connection.setAutoCommit(false);
      if (isBack) {
        bringBack(connection, imports);
      } else {
        setAside(connection, verified(imports, metrics));
      }
      connection.commit();
    }
    return Exit.OK;
  }

  /// A job, and what it is seen with: an organization's key sees those of that organization only.
  private record Import(JsonNode job, Mapping mapping, String key) {

    String name() {
      return "import " + job.path("id").asLong();
    }
  }

  private List<Import> imports(Reach.Target ingest) throws InterruptedException {
    var keys = new ArrayList<>(List.of(ingest.key()));
    if (moreKeys != null) {
      try {
        Files.readAllLines(moreKeys).stream().map(String::strip).filter(key -> !key.isEmpty()).forEach(keys::add);
      } catch (IOException unreadable) {
        throw CommandFailed.badData(moreKeys + " cannot be read: " + unreadable.getMessage());
      }
    }
    var imports = new ArrayList<Import>();
    for (long id : ids) {
      imports.add(find(ingest, id, keys));
    }
    return imports;
  }

  private static Import find(Reach.Target ingest, long id, List<String> keys) throws InterruptedException {
    CommandFailed unseen = null;
    for (var key : keys) {
      try (var administration = new Administration(new Reach.Target(ingest.url(), key))) {
        var job = administration.ask("GET", "/v1/imports/" + id, null);
        return new Import(job, Mapping.of(job.path("mapping").toString(), "of import " + id), key);
      } catch (CommandFailed refused) {
        if (!refused.isProblem("unknown_import")) {
          throw refused;
        }
        unseen = refused;
      }
    }
    throw new CommandFailed("import " + id + ": " + Objects.requireNonNull(unseen).getMessage()
        + "; --more-keys names keys of further organizations");
  }

  /// The tables whose every row is stored.
  private SortedSet<String> verified(List<Import> imports, URI metrics) throws InterruptedException {
    var parts = new TreeMap<String, List<Mapping.Part>>();
    for (var each : imports) {
      if (!each.job.path("status").asText().equals("completed")) {
        throw new CommandFailed(each.name() + " is " + each.job.path("status").asText() + ", not completed");
      }
      try (var source = Source.open(location, each.mapping.hints());
          var stored = new StoredEvents(new Reach.Target(metrics, each.key))) {
        each.mapping.against(source)
            .forEach((name, part) -> parts.computeIfAbsent(name, none -> new ArrayList<>()).add(part));
        requireStored(each, new Comparison(source, each.mapping, stored, each.job).run());
      }
    }
    try (var source = Source.open(location, imports.getFirst().mapping.hints())) {
      parts.forEach((name, taken) -> lookThrough(source, name, taken));
    }
    return parts.navigableKeySet();
  }

  private static void requireStored(Import each, JsonNode comparison) {
    if (!comparison.path("equal").asBoolean()) {
      throw new CommandFailed("the tables are not what is stored: 'groundswell import verify' of " + each.name()
          + " says where");
    }
    if (comparison.path("unfit").asLong() > 0) {
      throw new CommandFailed(comparison.path("unfit").asLong()
          + " rows did not fit the mapping, and would go with the tables");
    }
  }

  /// With a table goes what was never taken from it: rows are a reason to refuse, columns may be meant to stay behind.
  private void lookThrough(Source source, String name, List<Mapping.Part> taken) {
    var left = new LongAdder();
    var unnamed = taken.stream().map(Unnamed::new).toList();
    Rows.each(source, name, taken.getFirst(), row -> {
      if (taken.stream().noneMatch(part -> Rows.isAskedFor(part, row))) {
        left.increment();
      }
      unnamed.forEach(each -> each.look(row));
    });
    // What one of them names was taken.
    var lost = new TreeSet<>(unnamed.getFirst().names());
    unnamed.forEach(each -> lost.retainAll(each.names()));
    if (!lost.isEmpty()) {
      tell("no template names these of '" + name + "', so they are in no event, and go with the table: "
          + String.join(", ", lost));
    }
    if (left.sum() > 0) {
      throw new CommandFailed(
          left.sum() + " rows of '" + name + "' were taken by none of these imports, which took only "
              + taken.stream().map(part -> part.only().toString()).distinct().collect(Collectors.joining(", "))
              + "; with the table they would go");
    }
  }

  /// A backup is dropped by the owner of Groundswell's tables, in Groundswell's database.
  private void requireOurDatabase(Connection connection) throws SQLException {
    var ours = reach.postgres();
    var registry = "SELECT to_regclass('analytics.migration_backup') IS NOT NULL";
    if (!asked(connection, registry).equals("t")) {
      throw CommandFailed.badData("the source is not Groundswell's database: only tables within that are set aside");
    }
    if (ours != null) {
      try (var own = DatabaseReach.connect(ours)) {
        if (!asked(own, WHERE).equals(asked(connection, WHERE))) {
          throw CommandFailed.badData("the source is another Groundswell's database");
        }
      }
    }
  }

  private static String asked(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  private void setAside(Connection connection, SortedSet<String> parts) throws SQLException {
    var backups = new ArrayList<String>();
    for (var part : parts) {
      var renamed = rename(connection, part, simple(part) + "_backup");
      if (renamed == null) {
        throw CommandFailed.badData("'" + part + "' is no table: a view has nothing to be set aside");
      }
      try (var remember = connection.prepareStatement(REMEMBER)) {
        remember.setString(1, renamed.to);
        remember.setInt(2, keepDays);
        remember.setString(3, names());
        remember.execute();
      }
      backups.add(renamed.to);
    }
    tell(String.join(", ", backups) + ": kept for " + keepDays + " days, then dropped by 'groundswell db finalize'");
  }

  private String names() {
    return "import " + ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private void bringBack(Connection connection, List<Import> imports) throws SQLException {
    var tables = new ArrayList<String>();
    var parts = imports.stream().flatMap(each -> each.mapping.parts().keySet().stream()).distinct().toList();
    for (var part : parts) {
      var renamed = rename(connection, part + "_backup", simple(part));
      if (renamed != null) {
        try (var forget = connection.prepareStatement(FORGET)) {
          forget.setString(1, renamed.from);
          forget.execute();
        }
        tables.add(renamed.to);
      }
    }
    if (tables.isEmpty()) {
      throw new CommandFailed(names() + " has no backups here");
    }
    tell(String.join(", ", tables) + ": as before");
  }

  /// Names with their schema, quoted where they have to be.
  private record Renamed(String from, String to) {
  }

  /// @return null where there is no such table
  private static @Nullable Renamed rename(Connection connection, String from, String to) throws SQLException {
    try (var statement = connection.createStatement(); var ask = connection.prepareStatement(RENAME)) {
      statement.execute(BE_QUICK);
      ask.setString(1, to);
      ask.setString(2, to);
      ask.setString(3, from);
      try (var rows = ask.executeQuery()) {
        if (!rows.next()) {
          return null;
        }
        statement.execute(rows.getString(1));
        return new Renamed(rows.getString(2), rows.getString(3));
      }
    }
  }

  private static String simple(String part) {
    return part.substring(part.indexOf('.') + 1);
  }

  private void tell(String line) {
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private ParameterException wrong(String rule) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), rule);
  }
}
