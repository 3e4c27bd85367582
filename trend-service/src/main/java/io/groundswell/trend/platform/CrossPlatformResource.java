package io.groundswell.trend.platform;

import io.groundswell.contract.Subject;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.trend.detect.Window;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `/v1/cross-platform`: how subjects do on platforms that count differently.
@Path("/v1/cross-platform")
@Requires(Scope.READ)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class CrossPlatformResource {

  private static final int MOST_SUBJECTS = 10;

  private final CrossPlatformReads reads;
  private final Caller caller;

  CrossPlatformResource(CrossPlatformReads reads, Caller caller) {
    this.reads = reads;
    this.caller = caller;
  }

  @GET
  @Path("/{subjectType}/{subjectId}")
  public CrossPlatform one(@RestPath String subjectType, @RestPath String subjectId,
      @RestQuery @Nullable String window) {
    var subject = Subject.find(subjectType + "/" + subjectId);
    if (subject == null) {
      throw wrong("subject", "must be a lower-case type and an id of 1 to 256 characters");
    }
    return reads.one(caller.organization(), subject, window(window));
  }

  /// @param subjects separated by commas; where an id has a comma itself, given several times instead
  @GET
  @Path("/compare")
  public CrossPlatform.Comparison compare(@RestQuery List<String> subjects, @RestQuery @Nullable String window) {
    var names = subjects.size() == 1 ? List.of(subjects.getFirst().split(",")) : subjects;
    var all = new ArrayList<Subject>();
    for (var name : names) {
      var subject = Subject.find(name);
      if (subject == null || all.size() == MOST_SUBJECTS) {
        throw wrong("subjects", "must be 1 to " + MOST_SUBJECTS + " subjects as type/id, separated by commas");
      }
      all.add(subject);
    }
    if (all.isEmpty()) {
      throw wrong("subjects", "is required: 1 to " + MOST_SUBJECTS + " subjects as type/id, separated by commas");
    }
    return reads.compare(caller.organization(), all, window(window));
  }

  private static Window window(@Nullable String slug) {
    var window = slug == null ? Window.DAY : Window.find(slug);
    if (window == null) {
      throw wrong("window", "must be one of 1h, 24h, 7d");
    }
    return window;
  }

  private static ProblemException wrong(String parameter, String rule) {
    return new ProblemException(Problem.parameter(parameter, rule));
  }
}
