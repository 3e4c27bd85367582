package io.groundswell.trend.crowd;

import io.groundswell.trend.crowd.CrowdQuery.Asked;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.memory.SeriesKey;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who is behind what stands out, looked at again and again, a few series at a time. Used by one thread.
public final class Crowds {

  /// Names who is behind a series is asked for.
  private record Name(SeriesKey series, Window window) {

    static Name of(Asked asked) {
      return new Name(asked.series(), asked.window());
    }
  }

  private record Look(Instant at, @Nullable Crowd crowd) {
  }

  /// As many as are answered in a few milliseconds; a cell is read for each, 256 for a slice at most.
  private static final int AT_ONCE = 100;
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final Map<Name, Look> looks = new HashMap<>();

  /// Asks the database.
  @FunctionalInterface
  public interface Asking {

    RowSet<Row> rows(String sql, Tuple arguments) throws InterruptedException;
  }

  /// Looks at those that were not looked at for five seconds, longest ago first, and forgets what is not asked for.
  ///
  /// @return the series of which something else is known now
  public Set<SeriesKey> look(Collection<Asked> standing, Instant now, Asking asking) throws InterruptedException {
    var names = new HashSet<Name>();
    standing.forEach(one -> names.add(Name.of(one)));
    looks.keySet().retainAll(names);
    var due = standing.stream()
        .filter(one -> lookedAt(one).isBefore(now.minus(AGAIN)))
        .sorted(Comparator.comparing(this::lookedAt))
        .limit(AT_ONCE)
        .toList();
    if (due.isEmpty()) {
      return Set.of();
    }
    var crowds = CrowdQuery.crowds(due, asking.rows(CrowdQuery.SELECT, CrowdQuery.arguments(due)));
    return take(due, crowds, now);
  }

  private Set<SeriesKey> take(List<Asked> due, Map<Asked, Crowd> crowds, Instant now) {
    var changed = new HashSet<SeriesKey>();
    for (var one : due) {
      var next = new Look(now, crowds.get(one));
      var before = looks.put(Name.of(one), next);
      if (before == null ? next.crowd != null : !Objects.equals(before.crowd, next.crowd)) {
        changed.add(one.series());
      }
    }
    return changed;
  }

  /// Who is behind a series in a window; null where nobody is known.
  public @Nullable Crowd find(SeriesKey series, Window window) {
    var look = looks.get(new Name(series, window));
    return look == null ? null : look.crowd;
  }

  private Instant lookedAt(Asked asked) {
    var look = looks.get(Name.of(asked));
    return look == null ? Instant.MIN : look.at;
  }
}
