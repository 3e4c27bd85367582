package io.groundswell.sandbox;

/// Another program has a port that we need.
public final class PortTakenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PortTakenException(int port, String purpose) {
    super("port " + port + " is taken by another program, and " + purpose
        + " needs it: stop that program, or start with --ports auto");
  }
}
