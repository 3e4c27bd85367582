package io.groundswell.groundwork.problem;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// `GET /problems/<slug>`: what a problem's `type` points to. For everybody, without a key.
@Path("/problems/{slug}")
public class ProblemPages {

  private static final String MARKDOWN = "text/markdown;charset=UTF-8";
  private static final String HTML = "text/html;charset=UTF-8";

  @GET
  public Response read(@PathParam("slug") String slug, @HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept) {
    var page = find(slug);
    if (page == null) {
      throw new NotFoundException();
    }
    boolean browser = accept != null && accept.contains("text/html");
    return browser ? Response.ok("<!doctype html><meta charset=\"utf-8\"><title>" + slug + "</title><pre>" + page
        + "</pre>", HTML).build() : Response.ok(page, MARKDOWN).build();
  }

  /// The page of a problem, in Markdown, or null where there is no such problem.
  static @Nullable String find(String slug) {
    if (!slug.matches("[a-z_]+")) {
      return null;
    }
    try (var page = ProblemPages.class.getResourceAsStream("/problems/" + slug + ".md")) {
      return page == null ? null : new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
