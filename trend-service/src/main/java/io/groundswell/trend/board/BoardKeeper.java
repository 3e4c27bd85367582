package io.groundswell.trend.board;

import io.groundswell.groundwork.background.Background;
import io.groundswell.trend.announce.Announcer;
import io.groundswell.trend.board.Board.Disturbed;
import io.groundswell.trend.crowd.CrowdQuery.Asked;
import io.groundswell.trend.crowd.Crowds;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.disturbance.Befallen;
import io.groundswell.trend.disturbance.DisturbanceKeeper;
import io.groundswell.trend.disturbance.Tallied;
import io.groundswell.trend.feed.Feed;
import io.groundswell.trend.memory.Memories;
import io.groundswell.trend.memory.PartitionMemory;
import io.groundswell.trend.memory.Platforms;
import io.groundswell.trend.memory.SeriesKey;
import io.groundswell.trend.memory.Standout;
import io.groundswell.trend.niche.Members;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Makes the boards, once a second, on a thread of its own. A round that fails is tried again with the next one; until
/// then the boards in force stay. The boards of before the start stay until every partition of ours is remembered and
/// judged.
@ApplicationScoped
class BoardKeeper {

  private static final Logger LOG = Logger.getLogger(BoardKeeper.class);

  private static final Duration STARTING = Duration.ofMillis(50);

  private static final String COMPLETE = """
      SELECT CASE WHEN count(watermark) = $3 THEN min(watermark) END AS watermark
      FROM analytics.trend_consumer_offset WHERE consumer = $1 AND topic = $2 AND kpartition < $3""";

  private final BoardConfig config;
  private final Boards boards;
  private final CandidateStore candidates;
  private final TrendCache cache;
  private final Rows rows;
  private final Feed feed;
  private final Memories memories;
  private final Platforms platforms;
  private final Announcer announcer;
  private final Background background;
  private final InstantSource clock;
  private final Timer timer;
  private final DisturbanceKeeper disturbances;
  private final Crowds crowds = new Crowds();
  /// What befell the organisations, as last read.
  private Befallen befallen = Befallen.NOTHING;
  private Map<Integer, List<Disturbed>> disturbed = Map.of();
  private final Shares shares;
  /// Partitions of ours that were judged anew, and whose share is not made of it yet.
  private final Set<Integer> judged = new HashSet<>();
  /// Boards that are to be made anew.
  private final Set<BoardName> changed = new HashSet<>();
  /// Boards that are in force, but not in the cache.
  private final Map<BoardName, Board> unstored = new HashMap<>();
  private OffsetDateTime readThrough = CandidateStore.fromTheBeginning();
  private @Nullable Instant completeThrough;
  private boolean warm = true;
  private boolean loaded;

  BoardKeeper(BoardConfig config, Boards boards, CandidateStore candidates, TrendCache cache, Rows rows, Feed feed,
      Memories memories, Platforms platforms, Members members, Announcer announcer, Background background,
      InstantSource clock, MeterRegistry meters) {
    this.shares = new Shares(series -> members.of(series.organization(), series.slot(), series.subject()));
    this.config = config;
    this.boards = boards;
    this.candidates = candidates;
    this.cache = cache;
    this.rows = rows;
    this.feed = feed;
    this.memories = memories;
    this.platforms = platforms;
    this.announcer = announcer;
    this.disturbances = new DisturbanceKeeper(rows::of, meters);
    this.background = background;
    this.clock = clock;
    this.timer = Timer.builder("groundswell.board.round")
        .description("judging what was counted and making the boards")
        .register(meters);
  }

  void start(@Observes StartupEvent event) {
    background.start("board-keeper", "the boards stay as they are", config.every(), this::nextRound);
  }

  private Duration nextRound() throws InterruptedException {
    try {
      if (!loaded) {
        boards.load(cache.read());
        loaded = true;
      }
      long began = System.nanoTime();
      round();
      timer.record(Duration.ofNanos(System.nanoTime() - began));
    } catch (Rows.DatabaseAwayException away) {
      LOG.warnf("the boards stay as they are: %s", away.getMessage());
    } catch (RuntimeException bug) {
      LOG.error("the boards stay as they are", bug);
    }
    return loaded ? config.every() : STARTING;
  }

  private void round() throws InterruptedException {
    platforms.take(rows.of(Platforms.SELECT, Tuple.tuple()));
    judge();
    candidates.write(shares.unwritten());
    var changes = candidates.readSince(readThrough);
    changed.addAll(shares.read(changes.shares()));
    readThrough = changes.through();
    if (warm && !feed.isRemembering()) {
      warm = false;
      changed.addAll(boards.names());
    }
    if (!warm) {
      publish();
      announce();
    }
  }

  /// Judges the partitions that are ours, and then with all others what befell whole platforms and metrics.
  private void judge() throws InterruptedException {
    var complete = feed.completeThrough();
    var all = new HashMap<>(memories.all());
    all.keySet().retainAll(complete.keySet());
    shares.keepOnly(memories.all().keySet());
    judged.retainAll(all.keySet());
    all.forEach((partition, memory) -> {
      if (memory.judge(platforms, Bucket.of(Objects.requireNonNull(complete.get(partition))))) {
        judged.add(partition);
      }
    });
    var befell = befell(all);
    all.forEach((partition, memory) -> {
      if (memory.befell(befell, platforms)) {
        judged.add(partition);
      }
    });
    var standing = new HashMap<Integer, Map<SeriesKey, List<Standout>>>();
    var asked = new ArrayList<Asked>();
    all.forEach((partition, memory) -> {
      var own = memory.standing();
      standing.put(partition, own);
      own.forEach((series, standouts) -> standouts.forEach(
          one -> asked.add(new Asked(series, one.assessment().window(), memory.judgedAt()))));
    });
    var known = crowds.look(asked, clock.instant(), rows::of);
    standing.forEach((partition, own) -> {
      var memory = all.get(partition);
      if (memory != null && (judged.contains(partition) || known.stream().anyMatch(memory::holds))) {
        shares.judged(partition, own, crowds);
      }
    });
    judged.clear();
  }

  private Befallen befell(Map<Integer, PartitionMemory> ours) throws InterruptedException {
    var partitions = feed.livePartitions();
    if (partitions == null) {
      return befallen;
    }
    var tallied = new HashMap<Integer, Tallied>();
    ours.forEach((partition, memory) -> {
      var own = memory.tallied();
      if (own != null) {
        tallied.put(partition, own);
      }
    });
    var now = disturbances.look(tallied, partitions);
    disturbed(now);
    befallen = now;
    return now;
  }

  /// Boards of an organisation are made anew when something else befalls it.
  private void disturbed(Befallen now) {
    var next = Disturbed.byOrganization(now);
    if (!next.equals(disturbed)) {
      Stream.concat(shares.boards().stream(), boards.names().stream())
          .filter(name -> !Objects.equals(next.get(name.organization()), disturbed.get(name.organization())))
          .forEach(changed::add);
      // A platform on which nothing has stood out so far has no board yet, and must say it too.
      next.forEach((organization, all) -> Stream
          .concat(Stream.of(BoardName.ALL_PLATFORMS), all.stream().map(Disturbed::platform))
          .flatMap(platform -> Arrays.stream(Window.values())
              .map(window -> new BoardName(organization, platform, window)))
          .forEach(changed::add));
      disturbed = next;
    }
  }

  /// Says what is to be said of the partitions that are ours, as far as it is known what befell whole platforms and
  /// metrics: else an outage or a change would be announced as a trend.
  private void announce() throws InterruptedException {
    if (!disturbances.isSettled()) {
      return;
    }
    for (var memory : memories.all().values()) {
      long judged = memory.judgedAt();
      if (judged != Long.MIN_VALUE && judged <= disturbances.judgedThrough()) {
        var trouble = announcer.announce(memory, judged);
        if (trouble != null) {
          LOG.warnf("not everything is announced, trying again: %s", trouble);
        }
      }
    }
  }

  private void publish() throws InterruptedException {
    var now = clock.instant();
    var through = completeBucket();
    if (!Objects.equals(through, completeThrough)) {
      completeThrough = through;
      changed.addAll(shares.boards());
      changed.addAll(boards.names());
    }
    boards.publishEmpty(through, now);
    for (var name : changed) {
      var board = Board.of(name.window(), shares.candidates(name), disturbances(name), through, now);
      if (boards.publish(name, board)) {
        unstored.put(name, board);
      }
    }
    changed.clear();
    cache.write(unstored);
    unstored.clear();
  }

  private List<Disturbed> disturbances(BoardName name) {
    return disturbed.getOrDefault(name.organization(), List.of())
        .stream()
        .filter(one -> name.equals(name.ofAllPlatforms()) || one.platform().equals(name.platform()))
        .toList();
  }

  /// Up to which bucket everything is counted, on all partitions, whoever owns them. Null while that is not known of
  /// one of them: nobody has claimed it yet, or nothing was ever stored from it, or it cannot be asked how many there
  /// are.
  private @Nullable Instant completeBucket() throws InterruptedException {
    var partitions = feed.livePartitions();
    if (partitions == null) {
      return null;
    }
    var watermark = completeThrough(rows, feed.liveTopic(), partitions);
    return watermark == null ? null : Bucket.start(Bucket.of(watermark.minus(feed.grace())));
  }

  /// The least watermark of a topic's partitions; null unless each of them has one.
  static @Nullable Instant completeThrough(Rows rows, String topic, int partitions) throws InterruptedException {
    var watermark = rows.of(COMPLETE, Tuple.of(Feed.LIVE_CONSUMER, topic, partitions)).iterator().next()
        .getOffsetDateTime("watermark");
    return watermark == null ? null : watermark.toInstant();
  }
}
