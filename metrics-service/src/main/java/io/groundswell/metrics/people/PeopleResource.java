package io.groundswell.metrics.people;

import io.groundswell.contract.Readings;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.metrics.answer.Cursors;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
      SELECT {columns}, t.watch_seconds, t.user_id FROM analytics.people_who($2, $3, $4, $5, $6, $7) AS t
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
      @RestQuery @Nullable String action, @RestQuery @Nullable String cursor, @RestQuery @Nullable String limit) {
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
        .addInteger(atHour).addString(action).addInteger(most + 1);
    var behind = cursor == null ? null : Place.of(cursor);
    arguments.addBigDecimal(behind == null ? null : behind.watchSeconds).addLong(behind == null ? null : behind.person);
    var people = new ArrayList<UserTime>();
    Place last = null;
    for (var row : reads.read(organization, queries -> queries.run(THOSE, arguments))) {
      if (people.size() == most) {
        return new UserTime.Page(people, Objects.requireNonNull(last).text());
      }
      people.add(UserTime.from(row));
      last = new Place(row.getBigDecimal("watch_seconds"), row.getLong("user_id"));
    }
    return new UserTime.Page(people, null);
  }

  /// A place in the list: behind it comes who watched less, or as much and was known later.
  private record Place(BigDecimal watchSeconds, long person) {

    static Place of(String cursor) {
      return Cursors.read(cursor, 2, words -> {
        if (!words.get(0).matches("[0-9]+([.][0-9]+)?")) {
          throw new IllegalArgumentException("not a place");
        }
        return new Place(new BigDecimal(words.get(0)), Long.parseLong(words.get(1)));
      });
    }

    String text() {
      return Cursors.text(watchSeconds.toPlainString(), person);
    }
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
