package io.groundswell.metrics.funnel;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.metrics.longread.LongReads;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `GET /v1/funnels`: how many persons get from step to step, and how long it takes them.
@Path("/v1/funnels")
@Requires(Scope.READ)
class FunnelsResource {

  private static final int MOST_STEPS = 8;
  /// Rows are short, for of an event nothing is taken but its group.
  private static final int FETCHED = 2_000;
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Duration LONGEST_WINDOW = Duration.ofDays(90);
  private static final Pattern WINDOW = Pattern.compile("([1-9][0-9]{0,5})([mhd])");
  private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

  /// In the order in which they are walked through. A person's group is that of their first event, by at most 256
  /// characters.
  private static final String EVENTS = """
      SELECT user_id, event_timestamp, event_type,
        CASE $6 WHEN '' THEN '' WHEN 'platform' THEN platform WHEN 'niche' THEN niche WHEN 'source' THEN event_source
          ELSE left(coalesce(attributes ->> $6, event_data ->> $6), 256) END AS grouped
      FROM analytics.analytics_events
      WHERE organization_id = $1 AND event_timestamp >= $2 AND event_timestamp < $3 AND event_type = ANY ($4::text[])
        AND user_id IS NOT NULL
      ORDER BY user_id, event_timestamp, event_key LIMIT $5""";

  private final LongReads reads;
  private final Caller caller;

  FunnelsResource(LongReads reads, Caller caller) {
    this.reads = reads;
    this.caller = caller;
  }

  /// @param value of the attribute that was grouped by, null for those without it, and where nothing was asked for
  record Group(@Nullable String value, List<Funnel.Step> steps) {
  }

  /// @param within seconds from the first step to the last
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Answer(Instant from, Instant to, long withinSeconds, @Nullable String by, List<Funnel.Step> steps,
      @Nullable List<Group> groups) {
  }

  /// @param steps event types in their order, with commas between
  /// @param within as `7d`, `12h`, `30m`
  /// @param by an attribute of the event, a member of its data, or platform, niche or source
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Answer funnel(@RestQuery @Nullable String steps, @RestQuery @Nullable String from,
      @RestQuery @Nullable String to,
      @RestQuery @Nullable String within, @RestQuery @Nullable String by) {
    var wanted = List.of((steps == null ? "" : steps).split(",", -1));
    if (wanted.size() < 2 || wanted.size() > MOST_STEPS || wanted.contains("")) {
      throw wrong("steps", "must be 2 to " + MOST_STEPS + " event types with commas between");
    }
    if (from == null || to == null) {
      throw wrong(from == null ? "from" : "to", "is required");
    }
    if (by != null && !ATTRIBUTE.matcher(by).matches()) {
      throw wrong("by", "must be the name of an attribute or of a member of data");
    }
    var begin = Parameter.time("from", from);
    var end = Parameter.time("to", to);
    if (!begin.isBefore(end) || Duration.between(begin, end).compareTo(LONGEST) > 0) {
      throw wrong("to", "must lie after from, at most " + LONGEST.toDays() + " days");
    }
    return answer(wanted, begin, end, window(within), by);
  }

  private Answer answer(List<String> steps, Instant from, Instant to, Duration within, @Nullable String by) {
    int organization = caller.organization();
    var all = new Funnel(steps, within, to);
    var cohorts = new Cohorts(all);
    reads.read(organization, queries -> {
      queries.each(EVENTS,
          Tuple.of(organization, from.atOffset(ZoneOffset.UTC), to.plus(within).atOffset(ZoneOffset.UTC),
              steps.toArray(String[]::new), Cohorts.MOST_EVENTS + 1, by == null ? "" : by),
          FETCHED, cohorts::take);
      return organization;
    });
    cohorts.end();
    return new Answer(from, to, within.toSeconds(), by, all.steps(), by == null ? null : cohorts.groups());
  }

  private static Duration window(@Nullable String text) {
    var window = WINDOW.matcher(text == null ? "7d" : text);
    if (window.matches()) {
      long count = Long.parseLong(window.group(1));
      var length = switch (window.group(2)) {
        case "m" -> Duration.ofMinutes(count);
        case "h" -> Duration.ofHours(count);
        default -> Duration.ofDays(count);
      };
      if (length.compareTo(LONGEST_WINDOW) <= 0) {
        return length;
      }
    }
    throw wrong("within", "must be a time such as 30m, 12h or 7d, at most " + LONGEST_WINDOW.toDays() + "d");
  }

  private static ProblemException wrong(String name, String rule) {
    return new ProblemException(Problem.parameter(name, rule));
  }
}
