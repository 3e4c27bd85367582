package io.groundswell.command.images;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.sandbox.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Builds the images and saves them.
@Command(name = "images",
    description = {"Build the services' images and save each as a tar, without a registry or a container engine.",
        "Load one by `docker load -i FILE`."},
    footer = {"",
        "The same build gives the same bytes, apart from app/start.aot, what a start of it recorded; with "
            + "--no-start-cache there is none.",
        "", Exit.EXPLAINED})
public final class ImagesCommand implements Callable<Integer> {

  private static final double MEGA = 1e6;

  @Spec
  private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SERVICE", arity = "0..*", description = "ingest, metrics, trend. Default: all of them.")
  private List<String> services = List.of();

  @Option(names = "--output", paramLabel = "DIR", defaultValue = "images",
      description = "Where the tars go. Default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("images");

  @Option(names = "--base", paramLabel = "TAR",
      description = "An image with Java 25 on its PATH to build on, as `docker save` writes it. Default: none; a Java "
          + "of the modules that are needed, and the C library of this machine, are part of the image.")
  private @Nullable Path base;

  @Option(names = "--tag", paramLabel = "TAG", description = "Default: the version of this build.")
  private @Nullable String tag;

  @Option(names = "--no-start-cache", description = "Without what makes the start fast.")
  private boolean noStartCache;

  ImagesCommand() {
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!System.getProperty("os.name").equals("Linux") && base == null) {
      throw new CommandFailed("an image is made of a Linux: name one by --base");
    }
    var chosen = chosen();
    var home = Path.of(System.getProperty("groundswell.home", "")).toAbsolutePath();
    var version = version(home);
    Files.createDirectories(output);
    var work = Files.createTempDirectory("groundswell-images-");
    try {
      var java = work.resolve("java");
      if (base == null) {
        JavaRuntime.make(java);
      }
      for (var service : chosen) {
        build(service, home, version, java, work);
      }
    } finally {
      delete(work);
    }
    return Exit.OK;
  }

  private void build(Service service, Path home, String version, Path java, Path work)
      throws IOException, InterruptedException {
    var root = work.resolve(service.longName());
    if (base == null) {
      Layout.copy(java, root);
    }
    Layout.add(root, home, service);
    if (base == null && !noStartCache) {
      if (!Rehearsal.record(root, service)) {
        say("the start of " + service.longName() + " was not recorded, so it takes longer");
      }
      Layout.stamp(root);
    }
    var name = "groundswell/" + service.longName() + ":" + (tag == null ? version : tag);
    var file = output.resolve(service.longName() + ".tar");
    new ImageFile(service, name, version, base).write(root, file, work.resolve("cache"));
    Files.copy(root.resolve("usr/share/sbom").resolve(service.longName() + ".cdx.json"),
        output.resolve(service.longName() + ".cdx.json"), StandardCopyOption.REPLACE_EXISTING);
    Objects.requireNonNull(spec).commandLine().getOut()
        .printf(Locale.ROOT, "%s  %s  %.0f MB%n", name, file, Files.size(file) / MEGA);
    delete(root);
  }

  private List<Service> chosen() {
    if (services.isEmpty()) {
      return List.of(Service.values());
    }
    var names = new HashSet<>(services);
    var chosen = List.of(Service.values()).stream()
        .filter(service -> names.contains(service.shortName()) || names.contains(service.longName())).toList();
    chosen.forEach(service -> names.removeAll(List.of(service.shortName(), service.longName())));
    if (!names.isEmpty()) {
      throw new CommandFailed("there is no service " + names.iterator().next() + ": ingest, metrics, trend");
    }
    return chosen;
  }

  /// That of the packaged services: `0.1.0` of `command-line-0.1.0.jar`.
  private static String version(Path home) throws IOException {
    try (var files = Files.list(home.resolve("command-line/target"))) {
      return files.map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("command-line-") && name.endsWith(".jar"))
          .map(name -> name.substring("command-line-".length(), name.length() - ".jar".length())).findFirst()
          .orElseThrow(() -> new CommandFailed("nothing is built in " + home));
    }
  }

  private void say(String text) {
    Objects.requireNonNull(spec).commandLine().getErr().println("groundswell: " + text);
  }

  private static void delete(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
