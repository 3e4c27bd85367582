package io.groundswell.proof.sharpness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/// A fault of our own: a few words of the product's source changed, compiled, and put into a copy of the packaged
/// services. The source itself stays the product's, so a fault that no longer fits it says so instead of rotting.
///
/// @param name directory of the copy
/// @param service whose jar gets the fault, for instance `metrics-service`
/// @param module where the source is, for instance `exactly-once`
/// @param source the class, as a path: `io/groundswell/exactlyonce/BatchWriter.java`
/// @param edits what is replaced by what; every original must stand there exactly once
record Sabotage(String name, String service, String module, String source, List<Edit> edits) {

  record Edit(String original, String fault) {
  }

  private static final List<String> SERVICES = List.of("ingest-service", "metrics-service", "trend-service");

  /// Makes the copy and returns its directory, laid out like the root of a build.
  Path build(Path root) {
    try {
      var home = Files.createDirectories(root.resolve("end-to-end/target/sabotage").resolve(name)).toRealPath();
      delete(home);
      for (var each : SERVICES) {
        link(root.resolve(each).resolve("target/quarkus-app"), home.resolve(each).resolve("target/quarkus-app"));
      }
      replaceClasses(root, home);
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void replaceClasses(Path root, Path home) throws IOException {
    var application = home.resolve(service).resolve("target/quarkus-app");
    var classes = compile(root, home, application);
    var jar = jarOfModule(application);
    // The copy is a hard link to the original so far, which must not change.
    var own = jar.resolveSibling(jar.getFileName() + ".own");
    Files.copy(jar, own);
    Files.move(own, jar, StandardCopyOption.REPLACE_EXISTING);
    requireUntouched(application);
    try (var zip = FileSystems.newFileSystem(jar); var files = Files.walk(classes)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var place = zip.getPath(classes.relativize(file).toString());
        Files.copy(file, place, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Path compile(Path root, Path home, Path application) throws IOException {
    var text = Files.readString(root.resolve(module).resolve("src/main/java").resolve(source));
    for (var edit : edits) {
      if (text.split(Pattern.quote(edit.original), -1).length != 2) {
        throw new IllegalStateException(source + " no longer holds exactly once what " + name + " changes: "
            + edit.original);
      }
      text = text.replace(edit.original, edit.fault);
    }
    var file = home.resolve("source").resolve(source);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    var classes = Files.createDirectories(home.resolve("classes"));
    var compiler = ToolProvider.getSystemJavaCompiler();
    var problems = new DiagnosticCollector<JavaFileObject>();
    try (var manager = compiler.getStandardFileManager(problems, null, StandardCharsets.UTF_8);
        var jars = Files.walk(application)) {
      var path = jars.filter(jar -> jar.toString().endsWith(".jar")).map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
      var options = List.of("--release", "25", "-proc:none", "-parameters", "-cp", path, "-d", classes.toString());
      if (!compiler.getTask(null, manager, problems, options, null, manager.getJavaFileObjects(file)).call()) {
        throw new IllegalStateException(name + " does not compile: " + problems.getDiagnostics());
      }
    }
    return classes;
  }

  /// A class that the framework changed while packaging is loaded from elsewhere, and the fault would have no effect.
  private void requireUntouched(Path application) throws IOException {
    try (var changed = FileSystems.newFileSystem(application.resolve("quarkus/transformed-bytecode.jar"))) {
      if (Files.exists(changed.getPath(source.replace(".java", ".class")))) {
        throw new IllegalStateException(source + " is changed by the framework: put the fault into another class");
      }
    }
  }

  /// Libraries lie in lib/main as `group.artifact-version.jar`, the service's own classes in app.
  private Path jarOfModule(Path application) throws IOException {
    var places = new ArrayList<Path>();
    try (var libraries = Files.list(application.resolve("lib/main"));
        var own = Files.list(application.resolve("app"))) {
      Stream.concat(libraries, own).filter(jar -> jar.getFileName().toString()
          .matches("(io\\.groundswell\\.)?" + module + "-[0-9].*\\.jar")).forEach(places::add);
    }
    if (places.size() != 1) {
      throw new IllegalStateException("one jar of " + module + " expected in " + application + ", found " + places);
    }
    return places.getFirst();
  }

  private static void link(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        var target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.createLink(target, file);
        }
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(directory)) {
          Files.delete(file);
        }
      }
    }
  }
}
