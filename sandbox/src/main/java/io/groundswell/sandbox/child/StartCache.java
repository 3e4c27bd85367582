package io.groundswell.sandbox.child;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a JVM needs to start a program fast: its classes loaded and linked, and which methods are worth compiling,
/// recorded in a rehearsal (JEP 483, 514 and 515). It belongs to one build and one JDK; where it does not fit or is not
/// there, the JVM starts as it always did.
///
/// @param directory with the caches of a build
public record StartCache(Path directory, Use use) {

  // That a cache does not fit is nobody's business: only the start takes longer.
  private static final List<String> QUIET = List.of("-Xlog:aot*=off", "-Xlog:cds*=off");

  /// What a cache is for.
  public enum Use {
    /// The JVM writes one when it ends in an orderly way, for which it takes some seconds more.
    RECORD,
    /// The JVM starts from it.
    PLAY
  }

  /// Of the build that is in this directory.
  public static StartCache of(Path home, Use use) {
    return new StartCache(home.resolve("start-cache"), use);
  }

  /// The flags of the JVM that runs the program of this name.
  public List<String> flags(String program) {
    var file = directory.resolve(program + ".aot");
    var flags = new ArrayList<String>();
    switch (use) {
      case RECORD -> flags.add("-XX:AOTCacheOutput=" + file);
      case PLAY -> {
        if (Files.isReadable(file)) {
          flags.add("-XX:AOTCache=" + file);
        }
      }
    }
    if (!flags.isEmpty()) {
      flags.addAll(QUIET);
    }
    return flags;
  }

  /// A file that stands in the class path of the programs: the same one as in the rehearsal where there is one, since
  /// the class path is part of what has to fit.
  public Path classPathEntry(String name, Path otherwise) {
    var kept = directory.resolve(name);
    return use == Use.RECORD || Files.isReadable(kept) ? kept : otherwise;
  }
}
