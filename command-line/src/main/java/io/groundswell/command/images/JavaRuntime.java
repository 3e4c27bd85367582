package io.groundswell.command.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A Java that holds the modules the services need and no others, and the C library that it asks for: a file system of
/// its own, of which nothing else of this machine is part.
final class JavaRuntime {

  /// Everything of Java SE but the desktop, and what libraries reach for beyond it.
  private static final String MODULES = "java.base,java.compiler,java.instrument,java.logging,java.management,"
      + "java.naming,java.net.http,java.prefs,java.rmi,java.scripting,java.security.jgss,java.security.sasl,java.sql,"
      + "java.sql.rowset,java.transaction.xa,java.xml,java.xml.crypto,jdk.crypto.ec,jdk.jfr,jdk.management,"
      + "jdk.naming.dns,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs";

  /// Loaded by name, not by need: who asks for names, and the codecs' own libraries.
  private static final List<String> ALSO = List.of("libpthread.so.0", "libdl.so.2", "librt.so.1", "libm.so.6",
      "libresolv.so.2", "libnss_files.so.2", "libnss_dns.so.2");

  private static final String C_LIBRARY = "libc.so.6";
  private static final Pattern LIBRARY = Pattern.compile("(?:=> )?(/\\S+) \\(0x");

  private JavaRuntime() {
  }

  /// Makes it in a directory that becomes the root of the image.
  static void make(Path root) throws IOException, InterruptedException {
    var home = root.resolve("opt/java");
    Files.createDirectories(home.getParent());
    Programs.run(Path.of(System.getProperty("java.home"), "bin/jlink").toString(), "--add-modules", MODULES,
        "--strip-debug", "--no-header-files", "--no-man-pages", "--compress", "zip-6", "--output", home.toString());
    for (var library : libraries(home)) {
      var place = root.resolve(library.substring(1));
      Files.createDirectories(place.getParent());
      // Links are followed: the image has the file under the name that is asked for.
      Files.copy(Path.of(library), place);
    }
    settings(root);
  }

  private static Set<String> libraries(Path home) throws IOException, InterruptedException {
    var libraries = new TreeSet<String>();
    try (var files = Files.walk(home)) {
      for (var file : files.filter(JavaRuntime::isNative).toList()) {
        LIBRARY.matcher(Programs.run("ldd", file.toString())).results().map(found -> found.group(1))
            .filter(library -> !library.startsWith(home.toString())).forEach(libraries::add);
      }
    }
    var beside = libraries.stream().filter(library -> library.endsWith("/" + C_LIBRARY)).findFirst()
        .map(library -> library.substring(0, library.length() - C_LIBRARY.length()))
        .orElseThrow(() -> new IOException("this Java does not run on the GNU C library: name an image by --base"));
    for (var name : ALSO) {
      if (Files.exists(Path.of(beside + name))) {
        libraries.add(beside + name);
      }
    }
    return libraries;
  }

  private static boolean isNative(Path file) {
    return Files.isRegularFile(file) && (file.toString().endsWith(".so") || file.endsWith("bin/java"));
  }

  /// Who is who, and that names are looked up in the file of hosts and then by DNS.
  private static void settings(Path root) throws IOException {
    var etc = Files.createDirectories(root.resolve("etc"));
    var files = new ArrayList<>(List.of(
        "passwd", "root:x:0:0:root:/:/none\ngroundswell:x:10001:10001:groundswell:/:/none\n",
        "group", "root:x:0:\ngroundswell:x:10001:\n",
        "nsswitch.conf", "hosts: files dns\n"));
    while (!files.isEmpty()) {
      Files.writeString(etc.resolve(files.removeFirst()), files.removeFirst());
    }
    Files.createDirectories(root.resolve("tmp"));
  }
}
