package io.groundswell.proof.deploy;

import io.groundswell.proof.SharedSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A setting of a service, as the sources have it: a value of a `@ConfigMapping` and what is written above it.
///
/// @param module `groundwork` for those that all services have
/// @param name `groundswell.schema.read-timeout`
/// @param fallback what holds where nobody sets it; empty for nothing
/// @param consequence what becomes of setting it
record Setting(String module, String name, String fallback, String consequence) {

  private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
  private static final Pattern INTERFACE = Pattern.compile("^\\s*(?:public )?interface (\\w+) \\{$");
  private static final Pattern DEFAULT = Pattern.compile("@WithDefault\\(\"(.*)\"\\)");
  private static final Pattern NAME = Pattern.compile("@WithName\\(\"(.*)\"\\)");
  private static final Pattern VALUE = Pattern.compile("^\\s*([\\w<>., ]+) (\\w+)\\(\\);$");
  private static final Pattern HUMP = Pattern.compile("(?=[A-Z])");

  /// One value of an interface, or another interface under a name.
  private record Member(String type, String name, String fallback, String consequence) {
  }

  /// Of all modules, by name.
  static List<Setting> all() {
    var settings = new ArrayList<Setting>();
    try (var files = Files.walk(SharedSystem.root(), 9)) {
      for (var file : files.filter(Setting::isMapping).sorted().toList()) {
        settings.addAll(of(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return settings;
  }

  private static boolean isMapping(Path file) {
    return file.toString().contains("/src/main/java/") && file.toString().endsWith("Config.java");
  }

  private static List<Setting> of(Path file) throws IOException {
    var text = Files.readString(file);
    var prefix = PREFIX.matcher(text);
    if (!prefix.find()) {
      return List.of();
    }
    var interfaces = interfaces(text.substring(prefix.end()).lines().toList());
    var module = SharedSystem.root().relativize(file).getName(0).toString();
    return settings(module, prefix.group(1), interfaces.values().iterator().next(), interfaces, given(module)).toList();
  }

  private static Stream<Setting> settings(String module, String prefix, List<Member> members,
      Map<String, List<Member>> interfaces, Properties given) {
    return members.stream().flatMap(member -> {
      var name = prefix + "." + member.name;
      var nested = interfaces.get(member.type);
      if (nested != null) {
        return settings(module, name, nested, interfaces, given);
      }
      var key = member.type.startsWith("Map<") ? name + ".\"…\"" : name;
      return Stream.of(new Setting(module, key, given.getProperty(name, member.fallback), member.consequence));
    });
  }

  /// By name, the outermost first.
  private static Map<String, List<Member>> interfaces(List<String> lines) {
    var interfaces = new LinkedHashMap<String, List<Member>>();
    var open = new ArrayList<List<Member>>();
    var comment = new StringBuilder();
    var fallback = "";
    var name = "";
    for (var line : lines) {
      var text = line.strip();
      if (text.startsWith("///")) {
        comment.append(text.substring(3).strip()).append(' ');
      } else if (matched(INTERFACE, line) instanceof Matcher begun) {
        open.add(new ArrayList<>());
        interfaces.put(begun.group(1), open.getLast());
        comment.setLength(0);
      } else if (text.equals("}")) {
        open.removeLast();
      } else if (matched(DEFAULT, text) instanceof Matcher given) {
        fallback = given.group(1);
      } else if (matched(NAME, text) instanceof Matcher named) {
        name = named.group(1);
      } else if (matched(VALUE, line) instanceof Matcher value) {
        open.getLast().add(new Member(value.group(1), name.isEmpty() ? kebab(value.group(2)) : name, fallback,
            comment.toString().strip()));
        comment.setLength(0);
        fallback = "";
        name = "";
      }
    }
    return interfaces;
  }

  private static @Nullable Matcher matched(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    return matcher.matches() ? matcher : null;
  }

  /// What a module's own files of properties say.
  private static Properties given(String module) throws IOException {
    var properties = new Properties();
    for (var name : List.of("application.properties", "META-INF/microprofile-config.properties")) {
      var file = SharedSystem.root().resolve(module).resolve("src/main/resources").resolve(name);
      if (Files.exists(file)) {
        try (var reader = Files.newBufferedReader(file)) {
          properties.load(reader);
        }
      }
    }
    return properties;
  }

  private static String kebab(String name) {
    return HUMP.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
  }
}
