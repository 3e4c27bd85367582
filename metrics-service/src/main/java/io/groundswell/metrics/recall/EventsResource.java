package io.groundswell.metrics.recall;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.groundswell.contract.Rfc3339;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.metrics.longread.LongReads;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `GET /v1/events`: the events of a UTC day that are more than their numbers, and of imports all.
@Path("/v1/events")
@Requires(Scope.READ)
class EventsResource {

  private static final int USUAL_LIMIT = 1_000;
  private static final int HIGHEST_LIMIT = 10_000;
  /// Of the data and attributes of a page, after which it ends: all of it is in the memory at once, and so is its JSON.
  private static final long MOST_BYTES = 8 << 20;
  private static final Place FIRST = new Place(0, Instant.EPOCH, new UUID(0, 0));

  private static final String IS_ARCHIVED =
      "SELECT EXISTS (SELECT FROM analytics.archived_day WHERE day = $1) AS archived";

  /// The primary key of the day's partition, from a place in it on.
  private static final String PAGE = """
      SELECT e.subject_id, s.type || '/' || s.external_id AS subject, e.event_timestamp, e.event_key, e.event_type,
        e.event_source, e.platform, p.external_id AS person, e.niche, e.attributes::text AS attributes, e.event_data::text AS data
      FROM analytics.analytics_events AS e
      JOIN analytics.subject AS s ON s.organization_id = e.organization_id AND s.id = e.subject_id
      LEFT JOIN analytics.person AS p ON p.id = e.user_id
      WHERE e.organization_id = $1 AND e.event_timestamp >= $2 AND e.event_timestamp < $3
        AND ($4::text IS NULL OR e.event_source = $4)
        AND (e.subject_id, e.event_timestamp, e.event_key) > ($5, $6, $7)
      ORDER BY e.subject_id, e.event_timestamp, e.event_key LIMIT $8""";

  private final LongReads reads;
  private final Caller caller;

  EventsResource(LongReads reads, Caller caller) {
    this.reads = reads;
    this.caller = caller;
  }

  /// @param key the first 16 bytes of SHA-256 over `organization \n source \n id`
  /// @param attributes all others of the envelope, `sampledrate` among them; data are as they were sent, not multiplied
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Stored(UUID key, String type, String source, Instant time, String subject, String platform,
      @Nullable String userid, @Nullable String niche, @JsonRawValue @Nullable String attributes,
      @JsonRawValue @Nullable String data) {

    static Stored from(Row row) {
      return new Stored(row.getUUID("event_key"), row.getString("event_type"), row.getString("event_source"),
          row.getOffsetDateTime("event_timestamp").toInstant(), row.getString("subject"), row.getString("platform"),
          row.getString("person"), row.getString("niche"), row.getString("attributes"),
          row.getString("data"));
    }
  }

  /// @param archived whether the day's events are in files, and therefore not here
  /// @param next the cursor of the next page, null behind the last
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Page(int organization, LocalDate day, boolean archived, List<Stored> events, @Nullable String next) {
  }

  private record Place(int subject, Instant time, UUID key) {

    static Place of(@Nullable String cursor) {
      if (cursor == null) {
        return FIRST;
      }
      var parts = cursor.split("~", -1);
      var time = parts.length == 3 ? Rfc3339.find(parts[1]) : null;
      try {
        if (time != null && parts[0].matches("[0-9]{1,9}")) {
          return new Place(Integer.parseInt(parts[0]), time, UUID.fromString(parts[2]));
        }
      } catch (IllegalArgumentException noKey) {
        throw wrongCursor();
      }
      throw wrongCursor();
    }

    static String after(Row row) {
      return row.getInteger("subject_id") + "~" + row.getOffsetDateTime("event_timestamp").toInstant() + "~"
          + row.getUUID("event_key");
    }

    private static ProblemException wrongCursor() {
      return new ProblemException(Problem.parameter("cursor", "must be the next of a page"));
    }
  }

  /// What a page has so far.
  private static final class Gathering {

    private final List<Stored> events = new ArrayList<>();
    private final int most;
    private long bytes;
    private @Nullable String last;
    private @Nullable String next;

    Gathering(int most) {
      this.most = most;
    }

    /// @return whether there is room for more
    boolean take(Row row) {
      if (events.size() == most || bytes >= MOST_BYTES) {
        next = last;
        return false;
      }
      var event = Stored.from(row);
      events.add(event);
      bytes += length(event.data) + length(event.attributes);
      last = Place.after(row);
      return true;
    }

    private static int length(@Nullable String text) {
      return text == null ? 0 : text.length();
    }
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Page events(@RestQuery @Nullable String day, @RestQuery @Nullable String source,
      @RestQuery @Nullable String cursor, @RestQuery @Nullable String limit) {
    var wanted = day(day);
    var place = Place.of(cursor);
    int most = Parameter.count("limit", limit, USUAL_LIMIT, HIGHEST_LIMIT);
    int organization = caller.organization();
    return reads.read(organization, queries -> {
      boolean isArchived = queries.run(IS_ARCHIVED, Tuple.of(wanted)).iterator().next().getBoolean("archived");
      var gathering = new Gathering(most);
      queries.each(PAGE, Tuple.of(organization, begin(wanted), begin(wanted.plusDays(1)), source, place.subject,
          place.time.atOffset(ZoneOffset.UTC), place.key, most + 1), LongReads.FETCHED, gathering::take);
      return new Page(organization, wanted, isArchived, gathering.events, gathering.next);
    });
  }

  private static OffsetDateTime begin(LocalDate day) {
    return day.atStartOfDay().atOffset(ZoneOffset.UTC);
  }

  private static LocalDate day(@Nullable String text) {
    try {
      if (text != null && text.length() == 10) {
        return LocalDate.parse(text);
      }
    } catch (DateTimeException none) {
      throw wrongDay();
    }
    throw wrongDay();
  }

  private static ProblemException wrongDay() {
    return new ProblemException(Problem.parameter("day", "must be a UTC day such as 2026-11-20"));
  }
}
