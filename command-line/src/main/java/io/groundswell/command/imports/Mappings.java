package io.groundswell.command.imports;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.mapping.Mapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// The mappings that come with the command.
final class Mappings {

  private static final List<String> NAMES =
      List.of("events", "series", "twitter-sqlite", "sora-jsonb", "normalised", "personalization");

  private Mappings() {
  }

  static List<String> names() {
    return NAMES;
  }

  /// For who names none.
  static Mapping usual(String kind) {
    return switch (kind) {
      case "ndjson" -> Mapping.of(text("events"), "events");
      case "sqlite" -> Mapping.of(text("twitter-sqlite"), "twitter-sqlite");
      default ->
          throw CommandFailed.badData("a source of the kind " + kind + " needs --mapping; 'groundswell import mapping' "
              + "names some to begin with");
    };
  }

  static String text(String name) {
    if (!NAMES.contains(name)) {
      throw CommandFailed.badData("there is no mapping '" + name + "', only " + String.join(", ", NAMES));
    }
    try (var in = Mappings.class.getResourceAsStream(name + ".json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadableJar) {
      throw new UncheckedIOException(unreadableJar);
    }
  }
}
