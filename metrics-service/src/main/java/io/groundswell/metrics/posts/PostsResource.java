package io.groundswell.metrics.posts;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// Posts of any platform.
@Path("/v1/posts")
@Produces(MediaType.APPLICATION_JSON)
@Requires(Scope.READ)
class PostsResource {

  private final PostReads reads;
  private final Caller caller;
  private final InstantSource clock;

  PostsResource(PostReads reads, Caller caller, InstantSource clock) {
    this.reads = reads;
    this.caller = caller;
    this.clock = clock;
  }

  /// The feed, latest first.
  @GET
  @Path("/latest")
  @RunOnVirtualThread
  public Post.Page latest(@RestQuery @Nullable String platform, @RestQuery @Nullable String from,
      @RestQuery @Nullable String to, @RestQuery @Nullable String cursor, @RestQuery @Nullable String limit,
      @RestQuery @Nullable String growthDays) {
    var asked = new PostQuestion.Asked(platform, from, to, cursor, limit, growthDays);
    return reads.latest(caller.organization(), PostQuestion.of(asked, clock));
  }

  /// One post.
  @GET
  @Path("/{platform}/{postId}")
  @RunOnVirtualThread
  public Post post(@RestPath String platform, @RestPath String postId, @RestQuery @Nullable String growthDays) {
    var where = Objects.requireNonNull(PostQuestion.platform(platform));
    return reads.find(caller.organization(), where, PostQuestion.id("postId", postId),
        PostQuestion.grownSince(growthDays, clock))
        .orElseThrow(() -> new ProblemException(Problem.of(404, "unknown_post", "No such post",
            "the organisation of this key has no post of this id on this platform")));
  }
}
