package io.groundswell.metrics.people;

import io.groundswell.contract.Readings;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
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
import org.jspecify.annotations.Nullable;

/// The persons who like the same: of a genre, at an hour, who do a thing; those who watch most first.
@Path("/v1/people")
@Requires(Scope.READ)
class PeopleResource {

  private static final int USUAL_LIMIT = 20;
  private static final int HIGHEST_LIMIT = 100;
  private static final int MOST_GENRES = 5;

  private static final String THOSE = """
      SELECT {columns} FROM analytics.people_who($2, $3, $4, $5) AS t
      JOIN analytics.person AS p ON p.organization_id = $1 AND p.id = t.user_id
      ORDER BY t.watch_seconds DESC, t.user_id""".replace("{columns}", UserTime.COLUMNS);

  private final ScopedReads reads;
  private final Caller caller;

  PeopleResource(ScopedReads reads, Caller caller) {
    this.reads = reads;
    this.caller = caller;
  }

  /// @param genre given several times, all of them
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public UserTime.Page people(@RestQuery List<String> genre, @RestQuery @Nullable String hour,
      @RestQuery @Nullable String action, @RestQuery @Nullable String limit) {
    if (genre.size() > MOST_GENRES || genre.stream().anyMatch(each -> each.isEmpty() || each.indexOf(0) >= 0)) {
      throw wrong("genre", "must have at least a character, and stand at most " + MOST_GENRES + " times");
    }
    if (action != null && !Readings.ACTIONS.contains(action)) {
      throw wrong("action", "must be one of " + String.join(", ", Readings.ACTIONS.stream().sorted().toList()));
    }
    var atHour = hour == null ? null : hour(hour);
    int most = Parameter.count("limit", limit, USUAL_LIMIT, HIGHEST_LIMIT);
    int organization = caller.organization();
    var arguments = Tuple.tuple().addInteger(organization).addArrayOfString(genre.toArray(String[]::new))
        .addInteger(atHour).addString(action).addInteger(most);
    var rows = reads.read(organization, queries -> queries.run(THOSE, arguments));
    return new UserTime.Page(StreamSupport.stream(rows.spliterator(), false).map(UserTime::from).toList());
  }

  private static Integer hour(String text) {
    if (!text.matches("[01]?[0-9]|2[0-3]")) {
      throw wrong("hour", "must be a whole number from 0 to 23");
    }
    return Integer.valueOf(text);
  }

  private static ProblemException wrong(String name, String rule) {
    return new ProblemException(Problem.parameter(name, rule));
  }
}
