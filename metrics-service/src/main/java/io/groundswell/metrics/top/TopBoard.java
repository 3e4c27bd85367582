package io.groundswell.metrics.top;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundswell.metrics.answer.CsvText;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer.
///
/// @param by `sum` or `growth`
/// @param from where the window begins; up to when it reaches says `asOf`
/// @param asOf when the list was made
/// @param next where the next page begins; null: there is none
/// @param completeThrough everything received up to then is counted; null: nobody knows yet
record TopBoard(String metric, String by, String window,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String platform,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String type, Instant from, Instant asOf,
    @Nullable Instant completeThrough, List<Place> subjects,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {

  static final int MOST = 200;

  /// @param rank from 1 on; of equal values the one that was known first comes first
  /// @param number of the subject
  record Place(int rank, String subject, BigDecimal value, @JsonIgnore int number) {
  }

  TopBoard first(int limit) {
    boolean more = subjects.size() > limit;
    var last = more ? subjects.get(limit - 1) : null;
    return new TopBoard(metric, by, window, platform, type, from, asOf, completeThrough,
        more ? subjects.subList(0, limit) : subjects,
        last == null ? null : new TopQuestion.Cursor(last.rank, last.value, last.number).text());
  }

  String csv() {
    var table = new CsvText("rank", "subject", "value");
    subjects.forEach(place -> table.row(place.rank, place.subject, place.value));
    return table.toString();
  }
}
