package io.groundswell.trend.board;

import io.groundswell.contract.Slug;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.niche.NicheBook;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `GET /v1/trends?platform&window=1h|24h|7d&subjectType&niche&limit`: what stands out of its own normal, best first.
/// From memory.
@Path("/v1/trends")
@Requires(Scope.READ)
public class TrendsResource {

  private static final int USUAL_LIMIT = 20;
  private static final int LONGEST_PLATFORM = 32;
  private static final int LONGEST_TYPE = 64;
  private static final int LONGEST_NICHE = 64;

  private final Boards boards;
  private final NicheBook book;
  private final Caller caller;

  TrendsResource(Boards boards, NicheBook book, Caller caller) {
    this.boards = boards;
    this.book = book;
    this.caller = caller;
  }

  // Everything is in memory, so it needs no thread of its own.
  @GET
  @NonBlocking
  @Produces(MediaType.APPLICATION_JSON)
  public Response trends(@QueryParam("platform") @Nullable String platform,
      @QueryParam("window") @Nullable String window, @QueryParam("subjectType") @Nullable String subjectType,
      @QueryParam("niche") @Nullable String niche, @QueryParam("limit") @Nullable String limit,
      @HeaderParam("If-None-Match") @Nullable String known) {
    int most = limit(limit);
    var type = subjectType(subjectType);
    var slug = niche(niche);
    var published = boards.get(new BoardName(caller.organization(), platform(platform), window(window)));
    var tag = "\"" + published.board().revision() + "\"";
    var answer = known != null && matches(known, tag) ? Response.notModified()
        : Response.ok(published.answer(new Published.Question(most, type, slug)));
    return answer.header("ETag", tag).header("Cache-Control", "private, no-cache")
        .header("Vary", "Authorization, X-API-Key")
        .build();
  }

  private static String platform(@Nullable String platform) {
    if (platform == null) {
      return BoardName.ALL_PLATFORMS;
    }
    if (!Slug.is(platform, LONGEST_PLATFORM)) {
      throw wrong("platform", "must be a lower-case slug of at most " + LONGEST_PLATFORM + " characters");
    }
    return platform;
  }

  private static @Nullable String subjectType(@Nullable String type) {
    if (type != null && !Slug.is(type, LONGEST_TYPE)) {
      throw wrong("subjectType", "must be a lower-case slug of at most " + LONGEST_TYPE + " characters");
    }
    return type;
  }

  /// The slug of what is named by its slug or its number. One that nobody knows has no trends.
  private @Nullable String niche(@Nullable String name) {
    if (name == null) {
      return null;
    }
    if (name.isEmpty() || name.length() > LONGEST_NICHE) {
      throw wrong("niche", "must have 1 to " + LONGEST_NICHE + " characters");
    }
    var niche = book.find(caller.organization(), name);
    return niche == null ? name : niche.slug();
  }

  private static Window window(@Nullable String slug) {
    var window = slug == null ? Window.HOUR : Window.find(slug);
    if (window == null) {
      throw wrong("window", "must be one of "
          + Arrays.stream(Window.values()).map(Window::slug).collect(Collectors.joining(", ")));
    }
    return window;
  }

  private static int limit(@Nullable String text) {
    if (text == null) {
      return USUAL_LIMIT;
    }
    // Three digits at most, so that no number is too long to read.
    int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > Board.MOST) {
      throw wrong("limit", "must be a whole number from 1 to " + Board.MOST);
    }
    return limit;
  }

  /// The weak comparison of RFC 9110, 13.1.2.
  private static boolean matches(String known, String tag) {
    return Stream.of(known.split(","))
        .map(String::strip)
        .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag));
  }

  private static ProblemException wrong(String parameter, String rule) {
    return new ProblemException(Problem.parameter(parameter, rule));
  }
}
