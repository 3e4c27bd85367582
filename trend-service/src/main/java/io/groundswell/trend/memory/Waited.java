package io.groundswell.trend.memory;

import io.groundswell.contract.Slot;
import io.groundswell.contract.Subject;
import io.groundswell.exactlyonce.Transaction;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// The series that somebody waits for, as the last owner of a partition has left them.
final class Waited {

  private static final String ANNOUNCED = """
      SELECT organization_id, slot, subject_type, subject_id, platform, metric
      FROM analytics.trend_course WHERE slot = ANY ($1::smallint[]) AND step < 2""";

  private static final String ON_BOARDS = """
      SELECT DISTINCT organization_id, one ->> 'subject' AS subject, one ->> 'platform' AS platform,
        one ->> 'metric' AS metric
      FROM analytics.trend_candidate CROSS JOIN jsonb_array_elements(standing) AS one
      WHERE kpartition = $1""";

  private Waited() {
  }

  /// Those with a trend that was announced and has not ended.
  static Set<SeriesKey> announced(Transaction transaction, Collection<Integer> slots) {
    var announced = new HashSet<SeriesKey>();
    transaction.run(ANNOUNCED,
        Tuple.tuple().addArrayOfShort(slots.stream().map(Integer::shortValue).toArray(Short[]::new)))
        .forEach(row -> announced.add(SeriesKey.from(row)));
    return announced;
  }

  /// Those that stand out.
  static Set<SeriesKey> onBoards(Transaction transaction, int partition) {
    var standing = new HashSet<SeriesKey>();
    for (var row : transaction.run(ON_BOARDS, Tuple.of(partition))) {
      int organization = row.getInteger("organization_id");
      var text = row.getString("subject");
      var subject = text == null ? null : Subject.find(text);
      if (subject != null) {
        standing.add(new SeriesKey(organization, Slot.of((organization + "/" + text).getBytes(StandardCharsets.UTF_8)),
            subject, row.getString("platform").intern(), row.getString("metric").intern()));
      }
    }
    return standing;
  }
}
