package io.groundswell.metrics.genres;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.schema.ScopedReads;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jboss.resteasy.reactive.RestQuery;

/// The genres in use, or with `all=true` also those that were deleted. An operator adds, changes and deletes them in
/// SQL; a deleted one is kept.
@Path("/v1/genres")
@Requires(Scope.READ)
class GenresResource {

  private static final String GENRES = """
      SELECT tmdb_id, genre, name, active FROM analytics.genre_mappings WHERE active OR $1 ORDER BY genre""";

  private final ScopedReads reads;
  private final Caller caller;

  GenresResource(ScopedReads reads, Caller caller) {
    this.reads = reads;
    this.caller = caller;
  }

  /// @param tmdbId its number at The Movie Database
  /// @param genre as events name it
  record Genre(int tmdbId, String genre, String name, boolean active) {
  }

  record Genres(List<Genre> genres) {
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Genres genres(@RestQuery boolean all) {
    var rows = reads.read(caller.organization(), queries -> queries.run(GENRES, Tuple.of(all)));
    return new Genres(StreamSupport.stream(rows.spliterator(), false).map(row -> new Genre(row.getInteger("tmdb_id"),
        row.getString("genre"), row.getString("name"), row.getBoolean("active"))).toList());
  }
}
