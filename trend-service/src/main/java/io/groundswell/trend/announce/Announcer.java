package io.groundswell.trend.announce;

import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Phase;
import io.groundswell.trend.memory.PartitionMemory;
import io.groundswell.trend.memory.Running;
import io.groundswell.trend.memory.SeriesKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private static final Duration SLACK = Duration.ofDays(1);

  private final CourseLog log;
  private final Duration keep;
  private final Map<PartitionMemory, Spoken> spoken = new WeakHashMap<>();

  Announcer(CourseLog log, AnnounceConfig config) {
    this.log = log;
    this.keep = config.keep().plus(SLACK);
  }

  /// What was said of a series last.
  ///
  /// @param since the bucket in which the trend began
  /// @param at the bucket of what was said
  record Said(long since, Step step, long at) {

    boolean isOpen() {
      return step != Step.ENDED;
    }
  }

  /// What was said of a partition's series. Those whose trend has not ended are few, and looked at every second.
  private static final class Spoken {

    private final Map<SeriesKey, Said> said;
    private final Set<SeriesKey> open = new HashSet<>();
    private long forgotten = Long.MIN_VALUE;

    Spoken(Map<SeriesKey, Said> said) {
      this.said = said;
      said.forEach(this::count);
    }

    void put(SeriesKey series, Said now) {
      said.put(series, now);
      count(series, now);
    }

    private void count(SeriesKey series, Said now) {
      if (now.isOpen()) {
        open.add(series);
      } else {
        open.remove(series);
      }
    }

    void forgetEndedBefore(long bucket) {
      said.values().removeIf(one -> !one.isOpen() && one.at < bucket);
    }
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
    var known = spoken.get(memory);
    if (known == null) {
      known = new Spoken(log.read(memory.slots()));
      spoken.put(memory, known);
    }
    var running = memory.running();
    for (var entry : running.entrySet()) {
      announce(known, entry.getKey(), entry.getValue(), complete);
    }
    for (var series : List.copyOf(known.open)) {
      var before = known.said.get(series);
      if (before != null && !running.containsKey(series) && memory.holds(series)) {
        say(known, new Announcement(series, before.since(), Step.ENDED, Bucket.start(complete), null));
      }
    }
    memory.pin(known.open);
    if (Math.floorDiv(complete, Bucket.DAY) != known.forgotten) {
      log.forget(memory.slots(), complete, keep);
      known.forgetEndedBefore(complete - keep.dividedBy(Bucket.LENGTH));
      known.forgotten = Math.floorDiv(complete, Bucket.DAY);
    }
  }

  private void announce(Spoken known, SeriesKey series, Running running, long complete) throws InterruptedException {
    var before = known.said.get(series);
    if ((before == null || !before.isOpen()) && isNew(before, running, complete)) {
      say(known, new Announcement(series, running.since(), Step.STARTED, Bucket.start(running.since()), running));
    }
    var now = known.said.get(series);
    if (running.phase() == Phase.PEAKED && now != null && now.step() == Step.STARTED) {
      say(known, new Announcement(series, now.since(), Step.PEAKED, Bucket.start(complete), running));
    }
  }

  private static boolean isNew(@Nullable Said before, Running running, long complete) {
    return running.best() != null && running.since() >= complete - Bucket.DAY
        && (before == null || running.since() >= before.at() && running.since() > before.since());
  }

  private void say(Spoken known, Announcement announcement) throws InterruptedException {
    log.write(announcement);
    known.put(announcement.series(), new Said(announcement.since(), announcement.step(), Bucket.of(announcement.at())));
  }
}
