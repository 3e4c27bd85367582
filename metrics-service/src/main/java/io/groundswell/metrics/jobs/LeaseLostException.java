package io.groundswell.metrics.jobs;

/// Another replica has the job: whoever meets this stops at once and leaves everything as it is.
public final class LeaseLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LeaseLostException(String job) {
    super("another replica does the job " + job);
  }
}
