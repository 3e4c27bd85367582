package io.groundswell.metrics.top;

import io.groundswell.contract.Kind;
import io.groundswell.contract.Readings;
import io.groundswell.contract.Slug;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.metrics.answer.Cursors;
import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which list is asked for.
///
/// @param kind deltas are ranked by their sum, totals by their growth; null: by the sum, where there are deltas
/// @param platform null: all together
/// @param type of subjects; null: all
/// @param behind the place before the first that is asked for; null: from the top
record TopQuestion(int organization, String metric, TopWindow window, @Nullable Kind kind, @Nullable String platform,
    @Nullable String type, @Nullable Cursor behind) {

  /// @throws ProblemException 400 for the first parameter that breaks its rule, 404 where no such list is kept
  static TopQuestion of(int organization, String metric, @Nullable String window, @Nullable String by,
      @Nullable String platform, @Nullable String type, @Nullable String cursor, Set<String> ranked) {
    if (!Readings.isMetricName(metric)) {
      throw wrong("metric", "must be a letter, then letters, digits, _ . : or -, at most 64 in all");
    }
    var found = window == null ? TopWindow.DAY : TopWindow.find(window);
    if (found == null) {
      throw wrong("window", "must be 1h, 24h, 7d or 30d");
    }
    var kind = kind(by);
    if (platform != null && !Slug.is(platform, 32)) {
      throw wrong("platform", "must be a lower-case slug");
    }
    if (type != null && !Slug.is(type, 64)) {
      throw wrong("type", "must be a lower-case slug");
    }
    if (!found.isDays() && !ranked.contains(metric)) {
      throw new ProblemException(Problem.of(404, "not_ranked", "No such list is kept",
          "the last hours are ranked of these metrics: " + String.join(", ", ranked.stream().sorted().toList())));
    }
    return new TopQuestion(organization, metric, found, kind, platform, type,
        cursor == null ? null : Cursor.of(cursor));
  }

  /// A place in the list: what comes behind it is what has less, or as much and a higher number.
  record Cursor(int rank, BigDecimal value, int subject) {

    static Cursor of(String text) {
      return Cursors.read(text, 3, words -> {
        if (!words.get(1).matches("[0-9]+([.][0-9]+)?")) {
          throw new IllegalArgumentException("not a value");
        }
        return new Cursor(Integer.parseUnsignedInt(words.get(0)), new BigDecimal(words.get(1)),
            Integer.parseInt(words.get(2)));
      });
    }

    String text() {
      return Cursors.text(rank, value.toPlainString(), subject);
    }
  }

  private static @Nullable Kind kind(@Nullable String by) {
    return switch (by) {
      case null -> null;
      case "sum" -> Kind.DELTA;
      case "growth" -> Kind.TOTAL;
      default -> throw wrong("by", "must be sum or growth");
    };
  }

  private static ProblemException wrong(String name, String rule) {
    return new ProblemException(Problem.parameter(name, rule));
  }
}
