package io.groundswell.proof.deploy;

import static java.util.stream.Collectors.toSet;

import io.groundswell.proof.SharedSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The settings that the services have, read from their sources: every `@ConfigMapping`, and every key that an
/// `application.properties` gives a value.
final class Settings {

  private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
  private static final Pattern VALUE = Pattern.compile("(?m)^  [\\w<>., ]+ (\\w+)\\(\\);");
  private static final Pattern HUMP = Pattern.compile("(?=[A-Z])");
  private static final Pattern NO_NAME = Pattern.compile("[^A-Za-z0-9]");

  private final Set<String> variables;

  Settings() {
    try (var files = Files.walk(SharedSystem.root(), 9)) {
      var sources = files.filter(file -> file.toString().contains("/src/main/")).toList();
      variables = Stream.concat(
          sources.stream().filter(file -> file.toString().endsWith("Config.java")).flatMap(Settings::mapped),
          sources.stream().filter(file -> file.toString().endsWith(".properties")).flatMap(Settings::given))
          .map(Settings::variable).collect(toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether a service reads this variable of the environment. Of Kafka's own properties any may be given.
  boolean has(String variable) {
    return variables.contains(variable) || variable.startsWith("GROUNDSWELL_KAFKA_CLIENT__");
  }

  private static Stream<String> mapped(Path source) {
    var text = read(source);
    var prefix = PREFIX.matcher(text);
    return prefix.find()
        ? VALUE.matcher(text).results().map(value -> prefix.group(1) + "." + kebab(value.group(1)))
        : Stream.empty();
  }

  private static Stream<String> given(Path source) {
    return read(source).lines().filter(line -> !line.startsWith("#") && line.contains("="))
        .map(line -> line.substring(0, line.indexOf('=')));
  }

  private static String kebab(String name) {
    return HUMP.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  /// As MicroProfile Config turns a key into a variable.
  private static String variable(String key) {
    return NO_NAME.matcher(key).replaceAll("_").toUpperCase(Locale.ROOT);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
