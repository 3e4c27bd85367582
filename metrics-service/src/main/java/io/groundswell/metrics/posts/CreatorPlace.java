package io.groundswell.metrics.posts;

import io.groundswell.contract.Slug;
import io.groundswell.metrics.answer.Cursors;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;

/// A place in a list of creators: behind it comes who has less, or as much and was known later.
///
/// @param score below 0: it is not known, as of all that come behind
record CreatorPlace(BigDecimal score, int subject, String platform) {

  /// Before the first one: no score is greater, and a smaller number of a subject there is none.
  static final CreatorPlace FIRST = new CreatorPlace(BigDecimal.valueOf(Long.MAX_VALUE), -1, "");

  private static final BigDecimal UNKNOWN = BigDecimal.valueOf(-1);

  static CreatorPlace from(Row row) {
    var score = row.getBigDecimal("score");
    return new CreatorPlace(score == null ? UNKNOWN : score, row.getInteger("subject_id"), row.getString("platform"));
  }

  static CreatorPlace of(String cursor) {
    return Cursors.read(cursor, 3, words -> {
      var score = new BigDecimal(words.get(0));
      if (!Slug.is(words.get(2), 32) || score.abs().compareTo(FIRST.score) > 0 || score.scale() < 0
          || score.scale() > 20) {
        throw new IllegalArgumentException("not a place");
      }
      return new CreatorPlace(score, Integer.parseInt(words.get(1)), words.get(2));
    });
  }

  /// Whether the other one comes behind this one; names of platforms are compared byte by byte.
  boolean isBefore(CreatorPlace other) {
    int order = other.score.compareTo(score);
    order = order == 0 ? Integer.compare(subject, other.subject) : order;
    return order == 0 ? platform.compareTo(other.platform) < 0 : order < 0;
  }

  String text() {
    return Cursors.text(score.toPlainString(), subject, platform);
  }
}
