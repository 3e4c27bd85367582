package io.groundswell.command.imports;

import io.groundswell.command.manners.CommandFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A name for the workers of this process that no other living process of the machine has, and that the next one gets
/// when this one is dead, however it died: the first of some files on which a lock can be had. So the chunks of a
/// killed process are gone on with at once, without waiting for its lease to end.
record Berth(String name, FileLock lock) implements AutoCloseable {

  private static final int MOST = 1_000;

  static Berth take(Path directory) {
    try {
      Files.createDirectories(directory);
      for (int number = 0; number < MOST; number++) {
        var channel = FileChannel.open(directory.resolve("worker-" + number + ".lock"), StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
        var lock = tryLock(channel);
        if (lock != null) {
          var host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "-");
          return new Berth(host.substring(0, Math.min(60, host.length())) + "." + number, lock);
        }
        channel.close();
      }
      throw CommandFailed.unavailable("there are " + MOST + " imports on this machine already");
    } catch (IOException unwritable) {
      throw CommandFailed.unavailable("no file can be made in " + directory + ": " + unwritable.getMessage());
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException ofThisProcess) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      lock.acquiredBy().close();
    } catch (IOException gone) {
      throw new IllegalStateException(gone);
    }
  }
}
