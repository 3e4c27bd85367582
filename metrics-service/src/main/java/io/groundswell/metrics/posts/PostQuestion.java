package io.groundswell.metrics.posts;

import io.groundswell.contract.Slug;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.metrics.answer.Cursors;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Which posts are asked for, read and checked.
///
/// @param before the last one seen, or the beginning
/// @param since not posted before
/// @param grownSince growth is counted from the last totals before this UTC day
record PostQuestion(Cursor before, Instant since, @Nullable String platform, int limit, LocalDate grownSince) {

  static final int LONGEST_ID = 256;
  private static final int USUAL_LIMIT = 20;
  private static final int HIGHEST_LIMIT = 100;
  private static final int USUAL_DAYS = 7;
  private static final int MOST_DAYS = 366;

  /// The parameters that all lists of posts have, as they stand in the URL.
  record Asked(@Nullable String platform, @Nullable String from, @Nullable String to, @Nullable String cursor,
      @Nullable String limit, @Nullable String growthDays) {
  }

  /// @throws ProblemException 400 for the first parameter that breaks its rule
  static PostQuestion of(Asked asked, InstantSource clock) {
    var since = asked.from == null ? Instant.EPOCH : Parameter.time("from", asked.from);
    var until = asked.to == null ? Cursor.LATEST : new Cursor(Parameter.time("to", asked.to), 0, "");
    if (!since.isBefore(until.postedAt)) {
      throw wrong("from", "must be before to");
    }
    int limit = Parameter.count("limit", asked.limit, USUAL_LIMIT, HIGHEST_LIMIT);
    return new PostQuestion(asked.cursor == null ? until : Cursor.of(asked.cursor), since, platform(asked.platform),
        limit, grownSince(asked.growthDays, clock));
  }

  static @Nullable String platform(@Nullable String asked) {
    if (asked != null && !Slug.is(asked, 32)) {
      throw wrong("platform", "must be a lower-case slug");
    }
    return asked;
  }

  static String id(String name, String asked) {
    if (asked.isEmpty() || asked.length() > LONGEST_ID || asked.indexOf(0) >= 0) {
      throw wrong(name, "must have 1 to " + LONGEST_ID + " characters");
    }
    return asked;
  }

  static LocalDate grownSince(@Nullable String days, InstantSource clock) {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
        .minusDays(Parameter.count("growthDays", days, USUAL_DAYS, MOST_DAYS) - 1L);
  }

  static ProblemException wrong(String name, String rule) {
    return new ProblemException(Problem.parameter(name, rule));
  }

  /// A place in the list, latest first.
  record Cursor(Instant postedAt, int subject, String platform) {

    static final Cursor LATEST = new Cursor(Instant.parse("9999-12-31T00:00:00Z"), 0, "");

    static Cursor of(String text) {
      return Cursors.read(text, 3, words -> {
        if (!Slug.is(words.get(2), 32)) {
          throw new IllegalArgumentException("not a platform");
        }
        return new Cursor(Instant.parse(words.get(0)), Integer.parseInt(words.get(1)), words.get(2));
      });
    }

    String text() {
      return Cursors.text(postedAt, subject, platform);
    }
  }
}
