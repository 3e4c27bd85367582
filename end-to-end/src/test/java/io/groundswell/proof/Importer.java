package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.proof.check.Database;
import io.groundswell.proof.check.Rest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Somebody who imports into the shared system.
final class Importer {

  private static final Pattern NUMBER = Pattern.compile("import (\\d+)");

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);

  /// `groundswell import …`
  Command.Result run(String... arguments) throws IOException, InterruptedException {
    return Command.run(words("import", arguments));
  }

  /// `groundswell …` in a shell where no file may become larger: as on a disk that is full.
  Command.Result runWhereFilesHaveAtMost(int kibibytes, String command, String... arguments)
      throws IOException, InterruptedException {
    return Command.runAfter("ulimit -f " + kibibytes, words(command, arguments));
  }

  private static String[] words(String command, String... arguments) {
    var all = new ArrayList<>(List.of(command));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--data-dir", SharedSystem.dataDirectory().toString()));
    return all.toArray(String[]::new);
  }

  /// The number of the import that a command began.
  static long number(Command.Result result) {
    var number = NUMBER.matcher(result.errors());
    assertThat(number.find()).as(result.errors()).isTrue();
    return Long.parseLong(number.group(1));
  }

  /// What a command with `--json` says.
  static JsonNode json(Command.Result result) throws IOException {
    assertThat(result.exit()).as(result.output() + result.errors()).isZero();
    return new ObjectMapper().readTree(result.output());
  }

  /// A mapping that comes with the command, as a file.
  Path mapping(Path directory, String name) throws IOException, InterruptedException {
    var printed = Command.run("import", "mapping", name);
    assertThat(printed.exit()).isZero();
    return Files.writeString(directory.resolve(name + ".json"), printed.output());
  }

  JsonNode job(long id) {
    return caller.get(system.ingest(), "/v1/imports/" + id).json();
  }

  void rest() throws InterruptedException {
    Rest.await(system.database(), system.bootstrapServers(), Duration.ofSeconds(600));
  }

  long stored(long job) throws SQLException {
    return Long.parseLong(asked("SELECT coalesce(sum(stored), 0) FROM analytics.accounting WHERE source = 'import/"
        + job + "'"));
  }

  String asked(String sql) throws SQLException {
    return ask(system.database(), sql);
  }

  void execute(String sql) throws SQLException {
    try (var connection = system.database().connect(); var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static String ask(Database database, String sql) throws SQLException {
    try (var connection = database.connect(); var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }
}
