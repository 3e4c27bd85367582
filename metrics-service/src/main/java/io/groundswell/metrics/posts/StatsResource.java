package io.groundswell.metrics.posts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.schema.ScopedReads;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// How much content there is, and how fast it comes in.
@Path("/v1/stats")
@Requires(Scope.READ)
class StatsResource {

  private static final String PLATFORMS = """
      SELECT platform, sum(posts)::bigint AS posts, sum(creators)::bigint AS creators FROM analytics.content_hour
      WHERE organization_id = $1 GROUP BY platform ORDER BY posts DESC, platform""";

  private static final String HOURS = """
      SELECT hour, sum(posts)::bigint AS posts, sum(creators)::bigint AS creators FROM analytics.content_hour
      WHERE organization_id = $1 AND hour >= $2 GROUP BY hour ORDER BY hour""";

  private final ScopedReads reads;
  private final Caller caller;
  private final InstantSource clock;

  StatsResource(ScopedReads reads, Caller caller, InstantSource clock) {
    this.reads = reads;
    this.caller = caller;
    this.clock = clock;
  }

  /// @param postsPerMinute since the beginning of the hour before this one, on average
  /// @param lastIndexedHour the hour in which the latest post or creator was received; null where none of 24 hours was
  /// @param hours those of the last 24 that had any, oldest first
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Stats(long posts, long creators, double postsPerMinute, double creatorsPerMinute, long postsLast24Hours,
      long creatorsLast24Hours, @Nullable Instant lastIndexedHour, List<OfPlatform> platforms, List<OfHour> hours) {
  }

  record OfPlatform(String platform, long posts, long creators) {
  }

  /// What was new in an hour of receipt.
  record OfHour(Instant hour, long posts, long creators) {
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Stats stats() {
    int organization = caller.organization();
    var now = clock.instant();
    var thisHour = now.truncatedTo(ChronoUnit.HOURS);
    var rateSince = thisHour.minus(1, ChronoUnit.HOURS);
    return reads.read(organization, queries -> {
      var platforms = list(queries.run(PLATFORMS, Tuple.of(organization)),
          row -> new OfPlatform(row.getString("platform"), row.getLong("posts"), row.getLong("creators")));
      var hours = list(queries.run(HOURS,
          Tuple.of(organization, thisHour.minus(23, ChronoUnit.HOURS).atOffset(ZoneOffset.UTC))),
          row -> new OfHour(row.getOffsetDateTime("hour").toInstant(), row.getLong("posts"), row.getLong("creators")));
      var lately = hours.stream().filter(hour -> !hour.hour().isBefore(rateSince)).toList();
      double minutes = Duration.between(rateSince, now).toMillis() / 60_000d;
      return new Stats(platforms.stream().mapToLong(OfPlatform::posts).sum(),
          platforms.stream().mapToLong(OfPlatform::creators).sum(),
          perMinute(lately.stream().mapToLong(OfHour::posts).sum(), minutes),
          perMinute(lately.stream().mapToLong(OfHour::creators).sum(), minutes),
          hours.stream().mapToLong(OfHour::posts).sum(), hours.stream().mapToLong(OfHour::creators).sum(),
          hours.isEmpty() ? null : hours.getLast().hour(), platforms, hours);
    });
  }

  /// To two places.
  private static double perMinute(long count, double minutes) {
    return Math.round(100 * count / minutes) / 100d;
  }

  private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> mapper) {
    return StreamSupport.stream(rows.spliterator(), false).map(mapper).toList();
  }
}
