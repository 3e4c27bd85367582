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

/// The variables that the services read, from their sources: every [Setting], and every key that an
/// `application.properties` gives a value.
final class Settings {

  private static final Pattern NO_NAME = Pattern.compile("[^A-Za-z0-9]");

  private final Set<String> variables;

  Settings() {
    try (var files = Files.walk(SharedSystem.root(), 9)) {
      var properties = files.filter(file -> file.toString().contains("/src/main/")
          && file.toString().endsWith(".properties")).toList();
      variables = Stream.concat(Setting.all().stream().map(Setting::name),
          properties.stream().flatMap(Settings::given)).map(Settings::variable).collect(toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether a service reads this variable of the environment. Of Kafka's own properties any may be given.
  boolean has(String variable) {
    return variables.contains(variable) || variable.startsWith("GROUNDSWELL_KAFKA_CLIENT__");
  }

  private static Stream<String> given(Path source) {
    try {
      return Files.readString(source).lines().filter(line -> !line.startsWith("#") && line.contains("="))
          .map(line -> line.substring(0, line.indexOf('=')));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// As MicroProfile Config turns a key into a variable.
  private static String variable(String key) {
    return NO_NAME.matcher(key).replaceAll("_").toUpperCase(Locale.ROOT);
  }
}
