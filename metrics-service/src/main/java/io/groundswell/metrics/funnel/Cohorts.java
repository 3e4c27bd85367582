package io.groundswell.metrics.funnel;

import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.metrics.funnel.FunnelsResource.Group;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Takes the events of all persons, one person after the other, and counts each of them once at their end: in the
/// funnel of all, and in that of their group. Holds one person, and a funnel for each group.
final class Cohorts {

  static final int MOST_EVENTS = 1_000_000;
  private static final int MOST_GROUPS = 1_000;

  private final Funnel all;
  private final TreeMap<String, Funnel> groups = new TreeMap<>();
  private @Nullable Funnel ungrouped;
  private Funnel.@Nullable Person person;
  private @Nullable String group;
  private long number;
  private int events;

  Cohorts(Funnel all) {
    this.all = all;
  }

  /// @return true: there is always more to be taken
  boolean take(Row row) {
    if (++events > MOST_EVENTS) {
      throw tooMuch("there are more than " + MOST_EVENTS + " events of these steps; ask for a shorter range");
    }
    var current = person;
    if (current == null || number != row.getLong("user_id")) {
      end();
      number = row.getLong("user_id");
      group = row.getString("grouped");
      current = all.new Person();
      person = current;
    }
    current.meet(new Funnel.Event(row.getString("event_type"), instant(row)));
    return true;
  }

  private static Instant instant(Row row) {
    return row.getOffsetDateTime("event_timestamp").toInstant();
  }

  /// Of the last person.
  void end() {
    var current = person;
    if (current == null) {
      return;
    }
    all.count(current);
    var name = group;
    if (name == null) {
      ungrouped = ungrouped == null ? all.anew() : ungrouped;
      ungrouped.count(current);
    } else {
      if (groups.size() == MOST_GROUPS && !groups.containsKey(name)) {
        throw tooMuch("there are more than " + MOST_GROUPS + " groups; ask by something that has fewer values");
      }
      groups.computeIfAbsent(name, fresh -> all.anew()).count(current);
    }
    person = null;
  }

  List<Group> groups() {
    var told = new ArrayList<Group>();
    groups.forEach((value, funnel) -> told.add(new Group(value, funnel.steps())));
    if (ungrouped != null) {
      told.add(new Group(null, ungrouped.steps()));
    }
    return told;
  }

  private static ProblemException tooMuch(String why) {
    return new ProblemException(Problem.of(422, "query_too_long", "The query takes too long", why));
  }
}
