package io.groundswell.metrics.genres;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.contract.Slug;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// The genres in use, or with `all=true` also those that were deleted. They are the same for all organisations, so only
/// the operator adds, changes and deletes them; a deleted one is kept, and comes back by being set again.
@Path("/v1/genres")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class GenresResource {

  private static final String GENRES = """
      SELECT tmdb_id, genre, name, active FROM analytics.genre_mappings WHERE active OR $1 ORDER BY genre""";

  private static final String SET = """
      INSERT INTO analytics.genre_mappings (genre, tmdb_id, name) VALUES ($1, $2, $3)
      ON CONFLICT (genre) DO UPDATE SET tmdb_id = excluded.tmdb_id, name = excluded.name, active = true, deleted_at = NULL
      RETURNING tmdb_id, genre, name, active""";

  private static final String DELETE = """
      UPDATE analytics.genre_mappings SET active = false, deleted_at = coalesce(deleted_at, now()) WHERE genre = $1
      RETURNING tmdb_id, genre, name, active""";

  private static final String UNIQUE_VIOLATION = "23505";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  /// Whose admin keys run the system: the organisation of the bootstrap key.
  private static final int OPERATOR = 1;
  private static final int LONGEST_GENRE = 64;
  private static final int LONGEST_NAME = 100;

  private final ScopedReads reads;
  private final ServiceTransactions service;
  private final Caller caller;

  GenresResource(ScopedReads reads, ServiceTransactions service, Caller caller) {
    this.reads = reads;
    this.service = service;
    this.caller = caller;
  }

  /// @param tmdbId its number at The Movie Database
  /// @param genre as events name it
  record Genre(int tmdbId, String genre, String name, boolean active) {

    private static Genre from(Row row) {
      return new Genre(row.getInteger("tmdb_id"), row.getString("genre"), row.getString("name"),
          row.getBoolean("active"));
    }
  }

  record Genres(List<Genre> genres) {
  }

  @GET
  @Requires(Scope.READ)
  public Genres genres(@RestQuery boolean all) {
    var rows = reads.read(caller.organization(), queries -> queries.run(GENRES, Tuple.of(all)));
    return new Genres(StreamSupport.stream(rows.spliterator(), false).map(Genre::from).toList());
  }

  /// Adds it, changes it, or brings it back.
  @PUT
  @Path("/{genre}")
  @Requires(Scope.ADMIN)
  @Consumes(MediaType.APPLICATION_JSON)
  public Genre set(@RestPath String genre, @Nullable JsonNode body) {
    requireOperator();
    if (!Slug.is(genre, LONGEST_GENRE)) {
      throw new ProblemException(Problem.parameter("genre", "must be a lower-case slug"));
    }
    var number = body == null ? null : body.get("tmdbId");
    if (body == null || number == null || !number.isIntegralNumber() || !number.canConvertToInt()
        || number.intValue() < 1) {
      throw new ProblemException(Problem.member("tmdbId", "must be a whole number from 1 on"));
    }
    var name = body.path("name").textValue();
    if (name == null || name.isBlank() || name.length() > LONGEST_NAME || name.indexOf(0) >= 0) {
      throw new ProblemException(Problem.member("name", "must have 1 to " + LONGEST_NAME + " characters"));
    }
    try {
      return service.run(PATIENCE, statements -> Genre.from(
          statements.run(SET, Tuple.of(genre, number.intValue(), name)).iterator().next()));
    } catch (PgException taken) {
      if (UNIQUE_VIOLATION.equals(taken.getSqlState())) {
        throw new ProblemException(Problem.of(409, "genre_taken", "Another genre has this number",
            "tmdbId is that of a genre of another name"));
      }
      throw taken;
    }
  }

  @DELETE
  @Path("/{genre}")
  @Requires(Scope.ADMIN)
  public Genre delete(@RestPath String genre) {
    requireOperator();
    return service.run(PATIENCE, statements -> {
      var rows = statements.run(DELETE, Tuple.of(genre)).iterator();
      if (!rows.hasNext()) {
        throw new ProblemException(Problem.of(404, "unknown_genre", "No such genre",
            "GET /v1/genres?all=true lists those that there are"));
      }
      return Genre.from(rows.next());
    });
  }

  private void requireOperator() {
    if (caller.organization() != OPERATOR) {
      throw new ProblemException(Problem.of(403, "forbidden", "Not allowed with this API key",
          "genres are for admin keys of the operator's organisation"));
    }
  }
}
