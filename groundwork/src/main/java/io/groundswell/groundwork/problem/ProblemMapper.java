package io.groundswell.groundwork.problem;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.jboss.logging.Logger;

/// Every failure of a request becomes a problem; what we did not foresee is logged whole and told as 500 without
/// detail.
@Provider
class ProblemMapper implements ExceptionMapper<Throwable> {

  private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

  @Override
  public Response toResponse(Throwable failure) {
    return switch (failure) {
      case ProblemException foreseen -> answer(foreseen.problem(), Response.status(foreseen.problem().status()));
      case WebApplicationException http when http.getResponse().getStatus() < 500 -> {
        var status = http.getResponse().getStatusInfo();
        yield answer(Problem.of(status.getStatusCode(), slug(status.getStatusCode()), status.getReasonPhrase(),
            rule(status.getStatusCode())),
            Response.fromResponse(http.getResponse()));
      }
      default -> {
        LOG.error("request failed", failure);
        yield answer(Problem.of(500, "internal_error", "Internal error", "the failure was logged"),
            Response.serverError());
      }
    };
  }

  /// Of what JAX-RS refuses by itself; each has its page, so the list is closed.
  static String slug(int status) {
    return switch (status) {
      case 404 -> "not_found";
      case 405 -> "method_not_allowed";
      case 406 -> "not_acceptable";
      case 408 -> "request_timeout";
      case 413 -> "too_large";
      case 415 -> "unsupported_media_type";
      default -> "bad_request";
    };
  }

  private static String rule(int status) {
    return switch (status) {
      case 404 -> "no such resource, or a parameter in the path that cannot be read";
      case 405 -> "the resource does not know this method";
      case 406 -> "the resource cannot be had in this form";
      case 415 -> "the resource does not take this content type";
      default -> "the request cannot be understood";
    };
  }

  private static Response answer(Problem problem, Response.ResponseBuilder response) {
    switch (problem.status()) {
      case 401 -> response.header("WWW-Authenticate", "Bearer");
      case 503 -> response.header("Retry-After", 1);
      default -> {
      }
    }
    return response.type(Problem.MEDIA_TYPE).entity(problem.toJson()).build();
  }
}
