package io.groundswell.proof.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What the figures were measured on, and what the processes on it take.
final class Machine {

  private Machine() {
  }

  /// One line: cores, processor, memory, kernel, Java.
  static String describe() {
    long memory = kilobytes(Path.of("/proc/meminfo"), "MemTotal:") >> 20;
    return Runtime.getRuntime().availableProcessors() + " cores (" + first(Path.of("/proc/cpuinfo"), "model name")
        + "), " + memory + " GiB, " + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", Java "
        + Runtime.version();
  }

  /// Memory of a process that is in RAM, in MiB.
  static long residentMegabytes(long pid) {
    return kilobytes(status(pid), "VmRSS:") >> 10;
  }

  /// The most it ever was.
  static long peakMegabytes(long pid) {
    return kilobytes(status(pid), "VmHWM:") >> 10;
  }

  /// Sends a signal by its name (`STOP`, `CONT`), which Java cannot.
  static void signal(String name, long pid) throws IOException, InterruptedException {
    int exit = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start().waitFor();
    if (exit != 0) {
      throw new IOException("cannot send " + name + " to process " + pid);
    }
  }

  private static Path status(long pid) {
    return Path.of("/proc", Long.toString(pid), "status");
  }

  private static long kilobytes(Path file, String name) {
    var value = first(file, name).replaceAll("[^0-9]", "");
    return value.isEmpty() ? 0 : Long.parseLong(value);
  }

  /// The rest of the first line that begins so; empty where there is none, as on systems without /proc.
  private static String first(Path file, String name) {
    try (var lines = Files.lines(file)) {
      return lines.filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT))).findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("");
    } catch (IOException unreadable) {
      return "";
    }
  }
}
