package io.groundswell.command.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.migration.Catalogue;
import io.groundswell.migration.Catalogue.Item;
import io.groundswell.migration.ServiceSchema;
import io.groundswell.migration.check.Blueprint;
import io.groundswell.migration.check.Blueprint.Observed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// While a release comes in replica by replica, services of the release before run on the schema of the new one. So a
/// migration only adds: whatever was there when it began, and what a statement of before may name, is still there when
/// it ends, under its name, with its type, open to the same roles, and takes the rows that it took before. Seen in the
/// catalogue around every migration that is run; what no release needs any more is taken away a release later.
///
/// This proves that the statements of before can be run, not that what they mean is still what the new release expects.
class RollingUpgradeTest {

  /// What came before there was a release that could be rolled. Nothing may be added without a reason why no service of
  /// the release before is harmed.
  private static final Map<String, String> BEFORE_THE_RULE = Map.of(
      "ingest 1.3.0", "keys were plain hashes before, and no key of before was to open anything any more",
      "metrics 2.2.0", "the column that must be unique is new, and its default makes no two alike",
      "trend 2.4.0", "partitions are kept by a function with one more parameter",
      "metrics 2.7.1", "who makes and notes partitions is ensure_partitions alone, and a call with two arguments finds "
          + "the one with a third that has a default");

  @Test
  void aMigrationTakesNothingFromTheServicesOfTheReleaseBefore() throws Exception {
    var broken = new TreeMap<String, List<String>>();
    var present = new TreeMap<Item, String>();
    for (var migration : blueprint().migrations()) {
      var taken = taken(present, migration);
      if (!taken.isEmpty() && !BEFORE_THE_RULE.containsKey(migration.file().label())) {
        broken.put(migration.file().script() + " of " + migration.file().service(), taken);
      }
      present.putAll(migration.change().made());
      migration.change().removed().forEach(present::remove);
    }
    assertThat(broken).as("expand first, and take away a release later: add beside the old, with a default").isEmpty();
  }

  @Test
  void theRuleSeesWhatItIsToSee() {
    var before = Map.of(new Item("column", "post.title"), "text", new Item("table", "post"), "",
        new Item("function", "rank()"), "returns int sql v", new Item("grant", "relation post to reader"), "SELECT");
    var after = Map.of(new Item("column", "post.title"), "integer", new Item("table", "post"), "",
        new Item("column", "post.added"), "text not null", new Item("function", "rank()"), "returns text sql v",
        new Item("constraint", "post.short"), "CHECK ((length(title) < 3))", new Item("column", "post.fine"), "text",
        new Item("constraint", "post.fine_check"), "CHECK ((length(fine) < 3))");
    assertThat(taken(new TreeMap<>(before),
        new Catalogue(new TreeMap<>(before)).to(new Catalogue(new TreeMap<>(after))))).containsExactlyInAnyOrder(
            "column post.title has another type: text, now integer",
            "column post.added is not null and has no default",
            "function rank() returns something else",
            "constraint post.short may refuse rows that were taken before",
            "grant relation post to reader is gone");
  }

  private static List<String> taken(Map<Item, String> before, Observed migration) {
    return taken(before, migration.change());
  }

  private static List<String> taken(Map<Item, String> before, Catalogue.Change change) {
    var taken = new ArrayList<String>();
    for (var item : change.removed()) {
      switch (item.kind()) {
        case "table", "view", "materialized view", "column", "function", "type", "policy", "grant" -> {
          if (!ofARemovedTable(item, change)) {
            taken.add(item + " is gone");
          }
        }
        default -> {
          // Constraints, indexes and triggers that go refuse nothing.
        }
      }
    }
    change.made().forEach((item, now) -> {
      var was = before.get(item);
      var trouble = switch (item.kind()) {
        case "column" -> column(before, item, was, now);
        case "function" -> was == null || result(was).equals(result(now)) ? null : " returns something else";
        case "constraint" -> was == null && isOfAnOldTable(before, item) && namesAnOldColumn(before, item, now)
            ? " may refuse rows that were taken before" : null;
        case "index" -> was == null && now.startsWith("CREATE UNIQUE") && before.containsKey(new Item("table",
            now.replaceFirst(".* ON (ONLY )?analytics\\.([a-z_]+) .*", "$2")))
                ? " may refuse rows that were taken before" : null;
        case "grant" -> was != null && !List.of(now.split(", ")).containsAll(List.of(was.split(", ")))
            ? " has become less" : null;
        default -> null;
      };
      if (trouble != null) {
        taken.add(item + trouble);
      }
    });
    return taken;
  }

  private static @Nullable String column(Map<Item, String> before, Item item, @Nullable String was,
      String now) {
    if (was == null) {
      return isOfAnOldTable(before, item) && now.contains(" not null") && !now.contains(" default ")
          && !now.contains(" identity ") && !now.contains(" generated") ? " is not null and has no default" : null;
    }
    if (!type(was).equals(type(now))) {
      return " has another type: " + type(was) + ", now " + type(now);
    }
    return now.contains(" not null") && !was.contains(" not null") ? " takes no null any more" : null;
  }

  private static boolean ofARemovedTable(Item item, Catalogue.Change change) {
    int dot = item.name().indexOf('.');
    return dot > 0 && change.removed().contains(new Item("table", item.name().substring(0, dot)));
  }

  private static boolean isOfAnOldTable(Map<Item, String> before, Item item) {
    return before.containsKey(new Item("table", item.name().substring(0, item.name().indexOf('.'))));
  }

  private static boolean namesAnOldColumn(Map<Item, String> before, Item constraint, String definition) {
    var table = constraint.name().substring(0, constraint.name().indexOf('.') + 1);
    return before.keySet().stream()
        .filter(item -> item.kind().equals("column") && item.name().startsWith(table))
        .anyMatch(item -> definition.matches("(?s).*\\b" + item.name().substring(table.length()) + "\\b.*"));
  }

  private static String result(String function) {
    return function.replaceFirst(" (sql|plpgsql|c|internal) (?s).*", "");
  }

  private static String type(String column) {
    return column.replaceFirst("( not null)?( identity .*)?( generated)?( default .*)?$", "");
  }

  private static Blueprint blueprint() throws Exception {
    var all = new HashMap<String, String>();
    ServiceSchema.ORDER.forEach(service -> all.put(service, "latest"));
    return Blueprint.draw(Operator.ofAnEmptyDatabase().source(), all);
  }
}
