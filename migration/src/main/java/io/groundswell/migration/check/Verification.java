package io.groundswell.migration.check;

import io.groundswell.migration.Catalogue;
import io.groundswell.migration.Catalogue.Item;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A database beside a [Blueprint].
///
/// @param migrations by their label, in the order in which they are run
/// @param additional what stands there and no migration made
public record Verification(Map<String, Result> migrations, List<Item> additional) {

  // Another major version words a view's text otherwise; that it is there, and its columns, are compared all the same.
  private static final String WORDED_BY_THE_SERVER = "view";

  /// @param checks how many things were looked at
  /// @param faults in words
  public record Result(int checks, List<String> faults) {
  }

  /// Compares.
  public static Verification of(Blueprint blueprint, Connection connection) throws SQLException {
    var catalogue = Catalogue.read(connection).objects();
    boolean sameMajor = Blueprint.major(connection) == blueprint.major();
    var results = new LinkedHashMap<String, Result>();
    for (var migration : blueprint.migrations()) {
      var faults = new ArrayList<String>();
      int checks = 0;
      for (var claim : blueprint.standing().entrySet()) {
        if (claim.getValue().file().equals(migration.file())) {
          checks++;
          var fault = fault(claim.getKey(), claim.getValue().definition(), catalogue.get(claim.getKey()), sameMajor);
          if (fault != null) {
            faults.add(fault);
          }
        }
      }
      for (var seeds : migration.seeds().entrySet()) {
        checks += seeds.getValue().size();
        if (catalogue.containsKey(new Item("table", seeds.getKey()))) {
          Seeds.missing(connection, seeds.getKey(), seeds.getValue())
              .forEach(missing -> faults.add("row " + missing + " of " + seeds.getKey() + " is missing"));
        }
      }
      var own = migration.file().check();
      if (own != null) {
        checks++;
        faults.addAll(ask(connection, own));
      }
      results.put(migration.file().label(), new Result(checks, faults));
    }
    return new Verification(results, catalogue.keySet().stream()
        .filter(item -> !blueprint.standing().containsKey(item)).toList());
  }

  public boolean passed() {
    return migrations.values().stream().allMatch(result -> result.faults().isEmpty());
  }

  private static @Nullable String fault(Item item, @Nullable String wanted, @Nullable String found, boolean sameMajor) {
    if (wanted == null) {
      return found == null ? null : item + " is there again";
    }
    if (found == null) {
      return item + " is missing";
    }
    if (wanted.equals(found) || !sameMajor && item.kind().equals(WORDED_BY_THE_SERVER)) {
      return null;
    }
    return item + " was changed: it should be '" + shortened(wanted) + "' and is '" + shortened(found) + "'";
  }

  private static List<String> ask(Connection connection, String check) {
    var faults = new ArrayList<String>();
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(check)) {
      while (rows.next()) {
        faults.add(rows.getString(1));
      }
    } catch (SQLException failed) {
      faults.add("its own check fails: " + failed.getMessage());
    }
    return faults;
  }

  private static String shortened(String definition) {
    int longest = 160;
    var line = definition.strip().replaceAll("\\s+", " ");
    return line.length() <= longest ? line : line.substring(0, longest) + "…";
  }
}
