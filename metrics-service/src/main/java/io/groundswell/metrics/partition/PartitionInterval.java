package io.groundswell.metrics.partition;

import java.util.regex.Pattern;

/// What one partition holds: a part of a UTC day, a day, or several.
///
/// @param hours 1, 2, 3, 4, 6, 8, 12, or 24 times 1 to 31
public record PartitionInterval(int hours) {

  private static final int DAY = 24;
  private static final int MOST_DAYS = 31;
  private static final Pattern TEXT = Pattern.compile("([1-9][0-9]?)([hd])");

  public PartitionInterval {
    if (hours < 1 || (hours < DAY && DAY % hours != 0) || (hours > DAY && hours % DAY != 0)
        || hours > DAY * MOST_DAYS) {
      throw wrong();
    }
  }

  /// Of what the setting says: `6h`, `1d`, `7d`.
  public static PartitionInterval of(String text) {
    var matched = TEXT.matcher(text);
    if (!matched.matches()) {
      throw wrong();
    }
    int number = Integer.parseInt(matched.group(1));
    return new PartitionInterval(matched.group(2).equals("d") ? number * DAY : number);
  }

  /// How many days may be made in one transaction: two tables, two indexes and their toast for each partition, each a
  /// lock until the commit, stay well below the 6,400 locks of a server with default settings.
  int daysAtOnce() {
    return hours >= DAY ? MOST_DAYS : Math.max(1, MOST_DAYS * hours / DAY);
  }

  private static IllegalArgumentException wrong() {
    return new IllegalArgumentException(
        "groundswell.partition.interval must be 1h, 2h, 3h, 4h, 6h, 8h or 12h, or 1d to 31d");
  }
}
