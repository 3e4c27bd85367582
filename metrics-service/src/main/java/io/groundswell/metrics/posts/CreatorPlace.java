package io.groundswell.metrics.posts;

import io.groundswell.contract.Slug;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A place in a list of creators: behind it comes who has less, or as much and was known later.
///
/// @param score below 0: it is not known, as of all that come behind
record CreatorPlace(BigDecimal score, int subject, String platform) {

  /// Before the first one: no score is greater, and a smaller number of a subject there is none.
  static final CreatorPlace FIRST = new CreatorPlace(BigDecimal.valueOf(Long.MAX_VALUE), -1, "");

  private static final BigDecimal UNKNOWN = BigDecimal.valueOf(-1);
  private static final int LONGEST = 120;

  static CreatorPlace from(Row row) {
    var score = row.getBigDecimal("score");
    return new CreatorPlace(score == null ? UNKNOWN : score, row.getInteger("subject_id"), row.getString("platform"));
  }

  static CreatorPlace of(String cursor) {
    try {
      var parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII).split(" ", 3);
      var score = new BigDecimal(parts[0]);
      if (cursor.length() > LONGEST || !Slug.is(parts[2], 32) || score.abs().compareTo(FIRST.score) > 0
          || score.scale() < 0 || score.scale() > 20) {
        throw new IllegalArgumentException("not a place");
      }
      return new CreatorPlace(score, Integer.parseInt(parts[1]), parts[2]);
    } catch (RuntimeException notOurs) {
      throw PostQuestion.wrong("cursor", "must be what a page gave as next");
    }
  }

  String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(
        (score.toPlainString() + " " + subject + " " + platform).getBytes(StandardCharsets.US_ASCII));
  }
}
