package io.groundswell.command.images;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.sandbox.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// One image as one file, in the form of `docker save`. The same files give the same bytes: everything has one time and
/// one owner, root, so the service, which is not root, can change nothing of it.
///
/// @param name with its tag, `groundswell/ingest-service:0.1.0`
/// @param base another image, as a tar, under what is ours; null for none
record ImageFile(Service service, String name, String version, @Nullable Path base) {

  /// How a service runs in a container. The heap takes 60 % of the memory limit; the rest is Netty's, the codecs' and
  /// the JVM's own.
  static final List<String> FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private static final String USER = "10001:10001";
  private static final int MANAGEMENT = 1_000;

  /// @param root the directory of [Layout]
  void write(Path root, Path file, Path cache) throws IOException, InterruptedException {
    var entrypoint = new ArrayList<String>();
    entrypoint.add(base == null ? "/opt/java/bin/java" : "java");
    entrypoint.addAll(FLAGS);
    if (Files.exists(root.resolve("app/start.aot"))) {
      entrypoint.addAll(List.of("-XX:AOTCache=/app/start.aot", "-Xlog:aot*=off", "-Xlog:cds*=off"));
    }
    entrypoint.addAll(List.of("-jar", "/app/quarkus-run.jar"));
    Files.deleteIfExists(file);
    try {
      var image = builder()
          .setPlatforms(Set.of(new Platform(architecture(), "linux")))
          .setCreationTime(Layout.TIME.toInstant())
          .setEnvironment(Map.of("PATH", "/opt/java/bin:/usr/local/bin:/usr/bin:/bin"))
          .setUser(USER)
          .setWorkingDirectory(AbsoluteUnixPath.get("/app"))
          .setEntrypoint(entrypoint)
          .setExposedPorts(Port.tcp(port()), Port.tcp(port() + MANAGEMENT))
          .setLabels(Map.of(
              "org.opencontainers.image.title", "Groundswell " + service.longName(),
              "org.opencontainers.image.description", "Event-driven social analytics",
              "org.opencontainers.image.version", version,
              "io.groundswell.sbom", "/usr/share/sbom/" + service.longName() + ".cdx.json"));
      // What changes seldom comes first, so that a release moves little.
      if (base == null) {
        image.addFileEntriesLayer(layer(root, "java", "opt", "lib", "lib64", "etc", "tmp"));
      }
      image.addFileEntriesLayer(layer(root, "libraries", "app/lib", "usr"));
      image.addFileEntriesLayer(rest(root));
      image.containerize(Containerizer.to(TarImage.at(file).named(name)).setOfflineMode(true)
          .setBaseImageLayersCache(cache).setApplicationLayersCache(cache).setToolName("groundswell"));
    } catch (InvalidImageReferenceException | CacheDirectoryCreationException | RegistryException
        | ExecutionException failed) {
      throw new CommandFailed("the image of " + service.longName() + " cannot be written: " + failed.getMessage());
    }
  }

  private JibContainerBuilder builder() {
    return base == null ? Jib.fromScratch() : Jib.from(TarImage.at(base));
  }

  private static FileEntriesLayer layer(Path root, String name, String... places) throws IOException {
    var layer = FileEntriesLayer.builder().setName(name);
    for (var place : places) {
      if (Files.exists(root.resolve(place))) {
        add(layer, root, root.resolve(place));
      }
    }
    return layer.build();
  }

  private static FileEntriesLayer rest(Path root) throws IOException {
    var layer = FileEntriesLayer.builder().setName("service");
    try (var files = Files.list(root.resolve("app"))) {
      for (var file : files.filter(one -> !one.endsWith("lib")).sorted().toList()) {
        add(layer, root, file);
      }
    }
    return layer.build();
  }

  private static void add(FileEntriesLayer.Builder layer, Path root, Path place) throws IOException {
    layer.addEntryRecursive(place, AbsoluteUnixPath.get("/" + root.relativize(place)), ImageFile::permissions);
  }

  /// Everybody may read, nobody may write but to /tmp.
  private static FilePermissions permissions(Path from, AbsoluteUnixPath to) {
    if (to.toString().equals("/tmp")) {
      return FilePermissions.fromOctalString("777");
    }
    return FilePermissions.fromOctalString(Files.isDirectory(from) || Files.isExecutable(from) ? "755" : "644");
  }

  private int port() {
    return switch (service) {
      case INGEST -> 8081;
      case METRICS -> 8082;
      case TREND -> 8083;
    };
  }

  private static String architecture() {
    var architecture = System.getProperty("os.arch");
    return architecture.equals("aarch64") ? "arm64" : architecture;
  }
}
