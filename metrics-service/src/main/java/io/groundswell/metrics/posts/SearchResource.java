package io.groundswell.metrics.posts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.metrics.content.SearchWords;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// Posts by what they say. By words, as a web search takes them (`whale -harbour "high tide" or low`); where none has
/// them and nobody asked for words alone, by similar words.
@Path("/v1/posts/search")
@Requires(Scope.READ)
class SearchResource {

  private static final int LONGEST_QUERY = 200;
  /// Stands before the cursor of a page that was found by similar words, so that the next page is looked for likewise.
  private static final String FUZZY = "~";

  private static final String FIND = """
      WITH page AS MATERIALIZED (
        SELECT subject_id, platform, posted_at, updated_at, indexed_at, text, permalink, generation_id, task_id, is_reply,
          creator_id
        FROM analytics.search_posts($3, $4, $5, $6, $7, $8, $9, $10, $11))
      """ + PostReads.WITH_ALL;

  private final ScopedReads reads;
  private final Caller caller;
  private final InstantSource clock;

  SearchResource(ScopedReads reads, Caller caller, InstantSource clock) {
    this.reads = reads;
    this.caller = caller;
    this.clock = clock;
  }

  /// @param match `words` or `fuzzy`: how the posts were found
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Found(String match, List<Post> posts, @Nullable String next) {
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Found search(@RestQuery @Nullable String q, @RestQuery @Nullable String match,
      @RestQuery @Nullable String creator, @RestQuery @Nullable String platform, @RestQuery @Nullable String from,
      @RestQuery @Nullable String to, @RestQuery @Nullable String cursor, @RestQuery @Nullable String limit,
      @RestQuery @Nullable String growthDays) {
    if (q == null || q.length() > LONGEST_QUERY || q.codePoints().noneMatch(Character::isLetterOrDigit)
        || q.indexOf(0) >= 0) {
      throw PostQuestion.wrong("q", "must have a letter or a digit, and at most " + LONGEST_QUERY + " characters");
    }
    if (match != null && !match.equals("words") && !match.equals("fuzzy")) {
      throw PostQuestion.wrong("match", "must be words or fuzzy");
    }
    var fuzzyCursor = cursor != null && cursor.startsWith(FUZZY) ? cursor.substring(FUZZY.length()) : null;
    var question = PostQuestion.of(new PostQuestion.Asked(platform, from, to,
        fuzzyCursor == null ? cursor : fuzzyCursor, limit, growthDays), clock);
    var of = creator == null ? null : PostQuestion.id("creator", creator);
    if (fuzzyCursor != null || "fuzzy".equals(match)) {
      return found(true, find(q, true, of, question));
    }
    var page = find(q, false, of, question);
    return page.posts().isEmpty() && match == null && cursor == null ? found(true, find(q, true, of, question))
        : found(false, page);
  }

  private static Found found(boolean fuzzy, Post.Page page) {
    var next = page.next();
    return new Found(fuzzy ? "fuzzy" : "words", page.posts(), next == null || !fuzzy ? next : FUZZY + next);
  }

  private Post.Page find(String q, boolean fuzzy, @Nullable String creator, PostQuestion question) {
    int organization = caller.organization();
    var before = question.before();
    var arguments = Tuple.tuple().addInteger(organization).addLocalDate(question.grownSince()).addString(
        fuzzy ? SearchWords.of(q).collect(Collectors.joining(" ")) : q)
        .addBoolean(fuzzy).addString(question.platform()).addString(creator)
        .addOffsetDateTime(question.since().atOffset(ZoneOffset.UTC))
        .addOffsetDateTime(before.postedAt().atOffset(ZoneOffset.UTC)).addInteger(before.subject())
        .addString(before.platform()).addInteger(question.limit() + 1);
    return PostReads.page(question, reads.read(organization, queries -> queries.run(FIND, arguments)));
  }
}
