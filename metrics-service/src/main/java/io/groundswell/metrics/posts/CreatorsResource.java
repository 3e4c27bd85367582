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
import java.time.LocalDate;
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

  private static final String BY_FOLLOWERS = "followers";

  private final CreatorReads creators;
  private final CreatorRankings rankings;
  private final PostReads posts;
  private final Caller caller;
  private final InstantSource clock;

  CreatorsResource(CreatorReads creators, CreatorRankings rankings, PostReads posts, Caller caller,
      InstantSource clock) {
    this.creators = creators;
    this.rankings = rankings;
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
    var of = PostQuestion.platform(platform);
    int counted = Parameter.count("days", days, USUAL_DAYS, MOST_DAYS);
    int most = Parameter.count("limit", limit, USUAL_LIMIT, HIGHEST_LIMIT);
    var behind = cursor == null ? CreatorPlace.FIRST : CreatorPlace.of(cursor);
    var grownSince = PostQuestion.grownSince(growthDays, clock);
    if (by == null || by.equals(BY_FOLLOWERS)) {
      return byFollowers(of, behind, most, grownSince);
    }
    var rank = Arrays.stream(CreatorRankings.Rank.values()).filter(each -> each.slug().equals(by)).findFirst()
        .orElseThrow(() -> PostQuestion.wrong("by", "must be followers, posts, likes or views"));
    return byPosts(new CreatorRankings.Question(caller.organization(), rank, of, counted, behind), most, grownSince);
  }

  private Creator.Top byFollowers(@Nullable String platform, CreatorPlace behind, int limit, LocalDate grownSince) {
    var asOf = clock.instant();
    var found = creators.top(caller.organization(), platform, behind, limit, grownSince);
    var shown = found.subList(0, Math.min(limit, found.size()));
    return new Creator.Top(BY_FOLLOWERS, asOf, shown.stream().map(CreatorReads.Ranked::creator).toList(),
        found.size() > limit ? shown.getLast().place().text() : null);
  }

  private Creator.Top byPosts(CreatorRankings.Question question, int limit, LocalDate grownSince) {
    var page = rankings.page(question, limit);
    var shown = page.places().subList(0, Math.min(limit, page.places().size()));
    return new Creator.Top(question.by().slug(), page.asOf(),
        creators.listed(question.organization(), shown, grownSince),
        page.places().size() > limit ? shown.getLast().text() : null);
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
