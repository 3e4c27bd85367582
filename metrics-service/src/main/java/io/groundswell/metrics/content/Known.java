package io.groundswell.metrics.content;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is known of the columns of one row: of each the latest that was said, and when.
///
/// Of two values the later wins, of two of the same time the greater as text, and nothing is less than any text. So
/// putting together is the same in any order, and doing it again changes nothing.
final class Known {

  private static final Comparator<@Nullable String> BY_TEXT = Comparator.nullsFirst(Comparator.naturalOrder());
  private static final int BYTES_OF_A_MASK = 4;
  private static final int BYTES_OF_A_TIME = 8;

  private final @Nullable String[] values;
  private final @Nullable Instant[] times;

  Known(int columns) {
    if (columns > Integer.SIZE) {
      throw new IllegalArgumentException("a clock has a bit for each of at most 32 columns");
    }
    this.values = new @Nullable String[columns];
    this.times = new @Nullable Instant[columns];
  }

  /// As it stands in a row.
  ///
  /// @param clock see [#clock]
  static Known of(@Nullable String[] values, Instant newest, byte[] clock) {
    var known = new Known(values.length);
    var bytes = ByteBuffer.wrap(clock);
    known.take(bytes.getInt(), newest, values);
    while (bytes.hasRemaining()) {
      int mask = bytes.getInt();
      known.take(mask, newest.minus(bytes.getLong(), ChronoUnit.MICROS), values);
    }
    return known;
  }

  private void take(int mask, Instant at, @Nullable String[] row) {
    for (int column = 0; column < row.length; column++) {
      if ((mask >>> column & 1) == 1) {
        values[column] = row[column];
        times[column] = at;
      }
    }
  }

  /// An observation of one column; null says that it has no value any more.
  void tell(int column, Instant at, @Nullable String value) {
    var before = times[column];
    int order = before == null ? 1 : at.compareTo(before);
    if (order > 0 || (order == 0 && BY_TEXT.compare(value, values[column]) > 0)) {
      times[column] = at;
      values[column] = value;
    }
  }

  /// Takes over what the other knows better.
  void join(Known other) {
    for (int column = 0; column < times.length; column++) {
      var at = other.times[column];
      if (at != null) {
        tell(column, at, other.values[column]);
      }
    }
  }

  @Nullable
  String value(int column) {
    return values[column];
  }

  /// When its value was told; null where nothing was said of the column.
  @Nullable
  Instant time(int column) {
    return times[column];
  }

  int columns() {
    return values.length;
  }

  /// The latest time of all columns, or null where nothing is known.
  @Nullable
  Instant newest() {
    Instant newest = null;
    for (var at : times) {
      newest = at == null || (newest != null && newest.isAfter(at)) ? newest : at;
    }
    return newest;
  }

  /// Which columns are as of when: a mask of those of the newest time, then for each earlier time a mask and its age in
  /// microseconds. Text and URLs of one event and counters of a later one: 4 + 12 bytes.
  byte[] clock() {
    var masks = new TreeMap<Instant, Integer>(Comparator.reverseOrder());
    for (int column = 0; column < times.length; column++) {
      var at = times[column];
      if (at != null) {
        masks.merge(at, 1 << column, (one, other) -> one | other);
      }
    }
    if (masks.isEmpty()) {
      return new byte[BYTES_OF_A_MASK];
    }
    var newest = masks.pollFirstEntry();
    var bytes = ByteBuffer.allocate(BYTES_OF_A_MASK + masks.size() * (BYTES_OF_A_MASK + BYTES_OF_A_TIME));
    bytes.putInt(newest.getValue());
    masks.forEach((at, mask) -> bytes.putInt(mask).putLong(ChronoUnit.MICROS.between(at, newest.getKey())));
    return bytes.array();
  }
}
