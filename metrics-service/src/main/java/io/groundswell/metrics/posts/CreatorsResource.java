package io.groundswell.metrics.posts;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// Those who make posts, on any platform. Ids are the platforms' own, so the same one may stand for different people on
/// two.
@Path("/v1/creators")
@Produces(MediaType.APPLICATION_JSON)
@Requires(Scope.READ)
class CreatorsResource {

  private static final int USUAL_LIMIT = 20;
  private static final int HIGHEST_LIMIT = 100;
  private static final int USUAL_DAYS = 7;
  private static final int MOST_DAYS = 31;

  private final CreatorReads creators;
  private final PostReads posts;
  private final Caller caller;
  private final InstantSource clock;

  CreatorsResource(CreatorReads creators, PostReads posts, Caller caller, InstantSource clock) {
    this.creators = creators;
    this.posts = posts;
    this.caller = caller;
    this.clock = clock;
  }

  /// Those with the most followers, or whose posts of the last days were most, or got most.
  @GET
  @Path("/top")
  @RunOnVirtualThread
  public Creator.Top top(@RestQuery @Nullable String by, @RestQuery @Nullable String days,
      @RestQuery @Nullable String platform, @RestQuery @Nullable String cursor, @RestQuery @Nullable String limit,
      @RestQuery @Nullable String growthDays) {
    var rank =
        Arrays.stream(CreatorReads.Rank.values()).filter(each -> by == null || each.slug().equals(by)).findFirst()
            .orElseThrow(() -> PostQuestion.wrong("by", "must be followers, posts, likes or views"));
    var since = clock.instant().minus(Parameter.count("days", days, USUAL_DAYS, MOST_DAYS), ChronoUnit.DAYS);
    int most = Parameter.count("limit", limit, USUAL_LIMIT, HIGHEST_LIMIT);
    var behind = cursor == null ? CreatorPlace.FIRST : CreatorPlace.of(cursor);
    return Creator.Top.of(rank.slug(),
        creators.top(caller.organization(), rank, PostQuestion.platform(platform), behind,
            most, since, PostQuestion.grownSince(growthDays, clock)),
        most);
  }

  /// One creator. Which platform must be said only where the id is known on several.
  @GET
  @Path("/{creatorId}")
  @RunOnVirtualThread
  public Creator creator(@RestPath String creatorId, @RestQuery @Nullable String platform,
      @RestQuery @Nullable String growthDays) {
    return one(
        creators.find(caller.organization(), PostQuestion.id("creatorId", creatorId), PostQuestion.platform(platform),
            PostQuestion.grownSince(growthDays, clock)));
  }

  /// The posts of a creator, latest first.
  @GET
  @Path("/{creatorId}/posts")
  @RunOnVirtualThread
  public Post.Page posts(@RestPath String creatorId, @RestQuery @Nullable String platform,
      @RestQuery @Nullable String from,
      @RestQuery @Nullable String to, @RestQuery @Nullable String cursor, @RestQuery @Nullable String limit,
      @RestQuery @Nullable String growthDays) {
    var asked = new PostQuestion.Asked(platform, from, to, cursor, limit, growthDays);
    var question = PostQuestion.of(asked, clock);
    var page = posts.ofCreator(caller.organization(), PostQuestion.id("creatorId", creatorId), question);
    if (page.posts().isEmpty()
        && creators.find(caller.organization(), creatorId, question.platform(), question.grownSince())
            .isEmpty()) {
      throw unknown();
    }
    return page;
  }

  private static Creator one(List<Creator> found) {
    if (found.isEmpty()) {
      throw unknown();
    }
    if (found.size() > 1) {
      throw PostQuestion.wrong("platform", "must be one of these, on all of which there is a creator of this id: "
          + found.stream().map(Creator::platform).collect(Collectors.joining(", ")));
    }
    return found.getFirst();
  }

  private static ProblemException unknown() {
    return new ProblemException(Problem.of(404, "unknown_creator", "No such creator",
        "the organisation of this key has no creator of this id on this platform"));
  }
}
