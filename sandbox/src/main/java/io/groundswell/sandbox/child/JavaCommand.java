package io.groundswell.sandbox.child;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;

/// The command lines of our child JVMs, which run on the JDK that we run on.
public final class JavaCommand {

  /// The heap is bounded, so the collector with the least overhead does; the rest keeps JDK 25 quiet.
  private static final List<String> COMMON = List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow");

  /// A terminal sends Ctrl-C and its own end to all of us at once. Only the parent is to hear them: it ends its
  /// children in order. A JVM leaves signals alone that are ignored when it starts.
  private static final List<String> DEAF = List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");

  private static final Pattern SPACES = Pattern.compile(" +");

  /// Flags for whatever we start, on top of its own.
  private static final String FOR_ALL = "groundswell.children.flags";

  private JavaCommand() {
  }

  /// Runs a class of our own class path, which holds on to the lifeline itself.
  public static List<String> ofClass(Class<?> main, List<String> flags, String... arguments) {
    return command(flags, System.getProperty("java.class.path"), main.getName(), arguments);
  }

  /// Runs a packaged program, which knows nothing of the lifeline.
  ///
  /// @param lifeline where the jar of [Lifeline] is; written where it is not there yet
  public static List<String> ofJar(Path jar, Path lifeline, List<String> flags) {
    write(lifeline);
    var manifest = manifest(jar);
    var all = new ArrayList<>(flags);
    // What `java -jar` would do by itself.
    var opens = manifest.getValue("Add-Opens");
    if (opens != null) {
      SPACES.splitAsStream(opens.strip()).forEach(opened -> all.add("--add-opens=" + opened + "=ALL-UNNAMED"));
    }
    return command(all, lifeline + ":" + jar, Lifeline.class.getName(),
        String.valueOf(manifest.getValue("Main-Class")));
  }

  private static Attributes manifest(Path jar) {
    try (var file = new JarFile(jar.toFile())) {
      return file.getManifest().getMainAttributes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + jar, e);
    }
  }

  private static List<String> command(List<String> flags, String classPath, String main, String... arguments) {
    var command = new ArrayList<>(DEAF);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(COMMON);
    command.addAll(flags);
    SPACES.splitAsStream(System.getProperty(FOR_ALL, "")).filter(flag -> !flag.isBlank()).forEach(command::add);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(List.of(arguments));
    return command;
  }

  /// Services that start side by side come here together, and what one of them runs from is whole at any moment.
  private static void write(Path lifeline) {
    var name = Lifeline.class.getName().replace('.', '/') + ".class";
    var bytes = new ByteArrayOutputStream();
    try (var code = Lifeline.class.getClassLoader().getResourceAsStream(name)) {
      if (code == null) {
        throw new IllegalStateException("no " + name);
      }
      try (var jar = new JarOutputStream(bytes)) {
        var entry = new JarEntry(name);
        entry.setTime(0);
        jar.putNextEntry(entry);
        code.transferTo(jar);
      }
      if (Files.notExists(lifeline) || !Arrays.equals(Files.readAllBytes(lifeline), bytes.toByteArray())) {
        var draft = Files.createTempFile(lifeline.toAbsolutePath().getParent(), "lifeline", ".tmp");
        Files.write(draft, bytes.toByteArray());
        Files.move(draft, lifeline, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
