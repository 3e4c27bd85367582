package io.groundswell.command.reach;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.command.manners.CommandFailed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// What an instance says of itself in `instance.json` of its directory.
record RunningInstance(Path directory, JsonNode json) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /// @throws CommandFailed where nothing runs in the directory
  static RunningInstance in(Path directory) {
    var file = directory.resolve("instance.json");
    if (!Files.isRegularFile(file)) {
      throw CommandFailed.unavailable("nothing is running in " + directory
          + ": start it with 'groundswell up', or name another instance by --data-dir");
    }
    try {
      return new RunningInstance(directory, JSON.readTree(file.toFile()));
    } catch (IOException unreadable) {
      throw CommandFailed.unavailable("cannot read " + file + ": " + unreadable.getMessage());
    }
  }

  URI service(String name) {
    return URI.create(json.path("services").path(name).path("url").asText());
  }

  String key() {
    return json.path("key").asText();
  }

  String postgres() {
    return json.path("postgres").asText();
  }

  String postgresUser() {
    return "groundswell";
  }

  String postgresPassword() {
    try {
      return Files.readString(directory.resolve("postgres").resolve("password"));
    } catch (IOException unreadable) {
      throw CommandFailed.unavailable("cannot read the database's password in " + directory + ": "
          + unreadable.getMessage());
    }
  }
}
