package io.groundswell.metrics.capacity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The answer as an operator would tell it to another.
final class PlainWords {

  private static final double GIGA = 1e9;
  private static final double MEGA = 1e6;
  private static final long SECONDS_OF_MINUTES = 120;
  private static final long SECONDS_OF_HOURS = 7_200;
  private static final long SECONDS_OF_DAYS = 172_800;

  private PlainWords() {
  }

  static List<String> of(Rates rates, Look now, Capacity.Disk disk, List<Capacity.Action> next) {
    var words = new ArrayList<String>();
    words.add(number(rates.arriving()) + " events a second come in, and " + number(rates.storing()) + " are stored.");
    words.add(sustainable(rates));
    words.add(backlog(rates, now));
    words.add(partitions(rates, now));
    words.add(disk(disk));
    next.forEach(action -> words.add(action(action)));
    return words;
  }

  private static String sustainable(Rates rates) {
    var most = rates.sustainable();
    if (most == null) {
      return "How many can be stored is not known yet: nothing was stored since the watch began.";
    }
    return rates.isMeasured()
        ? number(most) + " a second can be stored: measured while there was more to do."
        : "At least " + number(most) + " a second can be stored: so much was, and nothing waited.";
  }

  private static String backlog(Rates rates, Look now) {
    if (now.behind() == 0) {
      return "Nothing waits.";
    }
    var left = rates.toCatchUp(now.behind());
    return number(now.behind()) + " records wait; " + (left == null
        ? "they do not get fewer at this rate."
        : "it takes " + duration(left) + " to catch up at this rate.");
  }

  private static String partitions(Rates rates, Look now) {
    var text = replicas(now.replicas()) + " the " + now.partitions() + " partitions; ";
    if (now.replicas() >= now.partitions()) {
      return text + "another one would have nothing to do: add partitions first.";
    }
    var most = rates.sustainable();
    return text + "up to " + now.partitions() + " can"
        + (most == null || now.replicas() == 0 ? "." : ", for " + number(most / now.replicas() * now.partitions())
            + " a second if the database goes along.");
  }

  private static String replicas(int count) {
    return switch (count) {
      case 0 -> "No replica has";
      case 1 -> "One replica has";
      default -> count + " replicas share";
    };
  }

  private static String disk(Capacity.Disk disk) {
    var text = "The database holds " + bytes(disk.used())
        + (disk.bytesPerDay() == null ? "" : " and grows by " + bytes(disk.bytesPerDay()) + " a day") + "; ";
    if (disk.total() == null) {
      return text + "how long that goes on is not known, since groundswell.capacity.disk does not say how large its "
          + "disk is.";
    }
    if (disk.daysLeft() == null) {
      return text + "its disk has " + bytes(disk.total()) + ".";
    }
    return text + "its disk of " + bytes(disk.total()) + " is full in " + number(disk.daysLeft()) + " days.";
  }

  private static String action(Capacity.Action action) {
    return (action.action().equals("make") ? "The tables of " : "The archive takes ") + action.day()
        + (action.action().equals("make") ? " are made at " : " at ") + action.at() + ".";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 && value != Math.rint(value) ? "%.1f" : "%,.0f", value);
  }

  private static String bytes(@Nullable Long count) {
    double size = count == null ? 0 : count;
    return size >= GIGA ? number(size / GIGA) + " GB" : number(size / MEGA) + " MB";
  }

  private static String duration(Duration length) {
    long seconds = length.toSeconds();
    if (seconds < SECONDS_OF_MINUTES) {
      return seconds + " s";
    }
    if (seconds < SECONDS_OF_HOURS) {
      return length.toMinutes() + " minutes";
    }
    return seconds < SECONDS_OF_DAYS ? length.toHours() + " hours" : length.toDays() + " days";
  }
}
