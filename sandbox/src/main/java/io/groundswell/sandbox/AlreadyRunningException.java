package io.groundswell.sandbox;

import java.nio.file.Path;

/// A data directory belongs to one sandbox at a time.
public final class AlreadyRunningException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AlreadyRunningException(Path dataDirectory) {
    super("an instance is running in " + dataDirectory + " already");
  }
}
