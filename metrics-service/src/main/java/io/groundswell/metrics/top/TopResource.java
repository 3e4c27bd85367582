package io.groundswell.metrics.top;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.metrics.answer.Completeness;
import io.groundswell.metrics.answer.CsvText;
import io.groundswell.metrics.answer.RevisionTag;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `GET /v1/top/{metric}?window=1h|24h|7d|30d&by=sum|growth&platform&type&limit&cursor`: who is ahead.
@Path("/v1/top/{metric}")
@Requires(Scope.READ)
class TopResource {

  private static final int USUAL = 20;

  private final TopBoards boards;
  private final TopConfig config;
  private final Caller caller;

  TopResource(TopBoards boards, TopConfig config, Caller caller) {
    this.boards = boards;
    this.config = config;
    this.caller = caller;
  }

  @GET
  @Produces({MediaType.APPLICATION_JSON, CsvText.MEDIA_TYPE})
  @RunOnVirtualThread
  public Response top(@RestPath String metric, @RestQuery @Nullable String window, @RestQuery @Nullable String by,
      @RestQuery @Nullable String platform, @RestQuery @Nullable String type, @RestQuery @Nullable String limit,
      @RestQuery @Nullable String cursor, @RestQuery @Nullable String format,
      @HeaderParam("If-None-Match") @Nullable String known,
      @Context HttpHeaders headers) {
    boolean csv = CsvText.isWanted(format, headers);
    int most = Parameter.count("limit", limit, USUAL, TopBoard.MOST);
    var question =
        TopQuestion.of(caller.organization(), metric, window, by, platform, type, cursor, config.metrics());
    var board = boards.get(question).first(most);
    var tag = RevisionTag.of(question, most, board.by(), board.from(), board.subjects());
    var response = tag.isNamedBy(known) ? Response.notModified()
        : csv ? Response.ok(board.csv(), CsvText.MEDIA_TYPE + "; charset=utf-8; header=present")
        : Response.ok(board, MediaType.APPLICATION_JSON);
    return response.header(HttpHeaders.ETAG, tag.text())
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        .header(HttpHeaders.VARY, "Accept, Authorization, X-API-Key")
        .header(Completeness.HEADER, board.completeThrough())
        .header(CsvText.NEXT, board.next())
        .build();
  }
}
