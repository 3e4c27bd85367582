package io.groundswell.groundwork.connection;

import io.groundswell.groundwork.problem.Problem;
import java.time.Duration;

/// A connection was ended because the headers of a request did not come in time; told to whoever counts refusals.
public record LateHeaders() {

  private static final String SLUG = "request_timeout";

  /// The slug of the problem that it was answered with.
  public String slug() {
    return SLUG;
  }

  static Problem problem(Duration deadline) {
    return Problem.of(408, SLUG, "The request took too long",
        "the headers have to be sent within " + deadline.toSeconds() + " s");
  }
}
