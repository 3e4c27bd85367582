package io.groundswell.command.images;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.sandbox.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;

/// The file system of an image, laid out in a directory. Every file has the same time, in the directory as in the
/// image, since the recorded start belongs to jars of a certain time.
final class Layout {

  /// What Jib gives every file of an image.
  static final FileTime TIME = FileTime.fromMillis(1_000);

  private Layout() {
  }

  /// The service's own files: the packaged service, and the list of what is inside.
  static void add(Path root, Path home, Service service) throws IOException {
    var packaged = home.resolve(service.longName()).resolve("target");
    var app = packaged.resolve("quarkus-app");
    if (Files.notExists(app)) {
      throw new CommandFailed(service.longName() + " is not built: there is no " + app);
    }
    var bill = packaged.resolve("bom.json");
    if (Files.notExists(bill)) {
      throw new CommandFailed("there is no list of what is inside " + service.longName() + ": no " + bill);
    }
    copy(app, root.resolve("app"));
    var place = Files.createDirectories(root.resolve("usr/share/sbom"));
    Files.copy(bill, place.resolve(service.longName() + ".cdx.json"));
    stamp(root);
  }

  static void stamp(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      for (var file : files.toList()) {
        Files.setLastModifiedTime(file, TIME);
      }
    }
  }

  /// With everything in it; files may be executed that could be.
  static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        var place = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(place);
        } else {
          Files.copy(file, place, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
