package io.groundswell.trend.memory;

import io.groundswell.contract.Subject;
import io.vertx.sqlclient.Row;
import java.util.Comparator;

/// Names a series: one metric of one subject on one platform.
///
/// @param slot of the subject, 0 to 1,023
public record SeriesKey(int organization, int slot, Subject subject, String platform, String metric)
    implements Comparable<SeriesKey> {

  /// The order in which every writer touches the rows, so that two of them never wait for each other.
  private static final Comparator<SeriesKey> ORDER = Comparator.comparingInt(SeriesKey::organization)
      .thenComparingInt(SeriesKey::slot)
      .thenComparing(key -> key.subject().type())
      .thenComparing(key -> key.subject().id())
      .thenComparing(SeriesKey::platform)
      .thenComparing(SeriesKey::metric);

  /// The series that a row names.
  public static SeriesKey from(Row row) {
    return new SeriesKey(row.getInteger("organization_id"), row.getInteger("slot"),
        new Subject(row.getString("subject_type").intern(), row.getString("subject_id")),
        row.getString("platform").intern(),
        row.getString("metric").intern());
  }

  @Override
  public int compareTo(SeriesKey other) {
    return ORDER.compare(this, other);
  }
}
