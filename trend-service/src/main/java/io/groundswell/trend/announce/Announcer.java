package io.groundswell.trend.announce;

import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Phase;
import io.groundswell.trend.memory.PartitionMemory;
import io.groundswell.trend.memory.Running;
import io.groundswell.trend.memory.SeriesKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// Compares how trends stand with what was said of them, and writes down what is to be said: in one statement with up
/// to where it was said, so nothing is announced twice, and nothing that lasts is missed, whatever ends in between.
///
/// A trend is announced as started when the series has [risen][Phase] and stands out on a board, within a day of its
/// begin. What was announced is ended in any case, also when a late event has changed the past.
///
/// Used by one thread.
@ApplicationScoped
public class Announcer {

  private final CourseLog log;
  private final Map<PartitionMemory, Map<SeriesKey, Said>> said = new WeakHashMap<>();

  Announcer(CourseLog log) {
    this.log = log;
  }

  /// What was said of a series last.
  ///
  /// @param since the bucket in which the trend began
  /// @param at the bucket of what was said
  record Said(long since, Step step, long at) {
  }

  /// Says what is to be said of a partition's series.
  ///
  /// @param complete the first bucket that is not complete
  /// @return null, or why not everything could be said: what is not said yet is said with the next round
  public @Nullable String announce(PartitionMemory memory, long complete) throws InterruptedException {
    try {
      sayAll(memory, complete);
      return null;
    } catch (CourseLog.AwayException away) {
      return away.getMessage();
    }
  }

  private void sayAll(PartitionMemory memory, long complete) throws InterruptedException {
    var known = said.get(memory);
    if (known == null) {
      known = new HashMap<>(log.read());
      said.put(memory, known);
    }
    var running = memory.running();
    for (var entry : running.entrySet()) {
      announce(known, entry.getKey(), entry.getValue(), complete);
    }
    var open = known.entrySet().stream()
        .filter(entry -> entry.getValue().step() != Step.ENDED && memory.holds(entry.getKey())
            && !running.containsKey(entry.getKey()))
        .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
        .toList();
    for (var series : open) {
      say(known,
          new Announcement(series.getKey(), series.getValue().since(), Step.ENDED, Bucket.start(complete), null));
    }
  }

  private void announce(Map<SeriesKey, Said> known, SeriesKey series, Running running, long complete)
      throws InterruptedException {
    var before = known.get(series);
    boolean open = before != null && before.step() != Step.ENDED;
    if (!open && isNew(before, running, complete)) {
      say(known, new Announcement(series, running.since(), Step.STARTED, Bucket.start(running.since()), running));
    }
    var now = known.get(series);
    if (running.phase() == Phase.PEAKED && now != null && now.step() == Step.STARTED) {
      say(known, new Announcement(series, now.since(), Step.PEAKED, Bucket.start(complete), running));
    }
  }

  private static boolean isNew(@Nullable Said before, Running running, long complete) {
    return running.best() != null && running.since() >= complete - Bucket.DAY
        && (before == null || running.since() >= before.at() && running.since() > before.since());
  }

  private void say(Map<SeriesKey, Said> known, Announcement announcement) throws InterruptedException {
    log.write(announcement);
    known.put(announcement.series(), new Said(announcement.since(), announcement.step(), Bucket.of(announcement.at())));
  }
}
