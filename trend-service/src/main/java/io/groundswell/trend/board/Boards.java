package io.groundswell.trend.board;

import io.groundswell.groundwork.standing.Standing;
import io.groundswell.trend.detect.Window;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The boards in force, and for whom there is none the empty ones.
@ApplicationScoped
class Boards implements Standing {

  private final Map<BoardName, Published> byName = new ConcurrentHashMap<>();
  private final Map<Window, Published> empty = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private volatile boolean loaded;
  private volatile Instant looked;

  Boards(InstantSource clock, MeterRegistry meters) {
    this.clock = clock;
    this.looked = clock.instant();
    Gauge.builder("groundswell.board.age", () -> Duration.between(looked, clock.instant()).toMillis() / 1000.0)
        .baseUnit("seconds")
        .description("since the boards were last made; they may have been found unchanged")
        .register(meters);
    publishEmpty(null, looked);
  }

  /// What was published before the start, until there is something newer.
  void load(Map<BoardName, Board> stored) {
    stored.forEach((name, board) -> byName.putIfAbsent(name, new Published(board)));
    loaded = true;
  }

  /// Takes a board, unless it says what the one in force says.
  ///
  /// @return whether it is new
  boolean publish(BoardName name, Board board) {
    var before = byName.get(name);
    if (before != null && before.board().revision().equals(board.revision())) {
      return false;
    }
    byName.put(name, new Published(board));
    return true;
  }

  void publishEmpty(@Nullable Instant completeThrough, Instant now) {
    for (var window : Window.values()) {
      var board = Board.of(window, List.of(), List.of(), completeThrough, now);
      empty.merge(window, new Published(board),
          (before, next) -> before.board().revision().equals(board.revision()) ? before : next);
    }
    looked = now;
  }

  /// The boards that there are.
  Set<BoardName> names() {
    return Set.copyOf(byName.keySet());
  }

  Published get(BoardName name) {
    var board = byName.get(name);
    return board != null ? board : Objects.requireNonNull(empty.get(name.window()), "there is an empty one for each");
  }

  @Override
  public String name() {
    return "boards";
  }

  @Override
  public @Nullable String trouble() {
    return loaded ? null : "the boards of before the start are not loaded yet";
  }
}
