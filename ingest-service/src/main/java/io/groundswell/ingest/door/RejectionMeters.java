package io.groundswell.ingest.door;

import io.groundswell.groundwork.access.Access;
import io.groundswell.groundwork.connection.LateHeaders;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Who was told no, and why: events that were rejected and requests that were refused as a whole, by key and reason. So
/// whoever sends nonsense can be found, and told.
///
/// Keys are told apart up to `groundswell.door.most-counted-keys`, so that nobody fills the memory by making keys;
/// those that come later are counted together as `other`, and requests without a key that is in force as `none`.
@ApplicationScoped
public class RejectionMeters {

  private static final String NONE = "none";
  private static final String OTHER = "other";

  private final Map<String, OfKey> keys = new ConcurrentHashMap<>();
  private final MeterRegistry registry;
  private final int most;

  RejectionMeters(MeterRegistry registry, DoorConfig config) {
    this.registry = registry;
    this.most = config.mostCountedKeys();
  }

  /// By reason.
  private record OfKey(Map<String, Counter> events, Map<String, Counter> requests) {
  }

  /// Counts an event that was rejected.
  ///
  /// @param reason a slug of the contract's list
  public void rejected(Access sender, String reason) {
    count(sender, OfKey::events, "groundswell.intake.rejections", "Events rejected, by the key they came with", reason);
  }

  /// Counts a request that was refused as a whole, so that none of its events was looked at or taken.
  ///
  /// @param reason a problem's slug
  public void refused(Access sender, String reason) {
    count(sender, OfKey::requests, "groundswell.intake.refusals", "Requests refused as a whole, by their key", reason);
  }

  /// Of somebody whose request never came to the door.
  void refused(@Observes LateHeaders late) {
    refused(Access.NOBODY, late.slug());
  }

  private void count(Access sender, Function<OfKey, Map<String, Counter>> which, String name, String description,
      String reason) {
    var id = sender.keyId().isEmpty() ? NONE : sender.keyId();
    var key = keys.containsKey(id) || id.equals(NONE) || keys.size() < most ? id : OTHER;
    var counters = which.apply(keys.computeIfAbsent(key,
        fresh -> new OfKey(new ConcurrentHashMap<>(), new ConcurrentHashMap<>())));
    counters.computeIfAbsent(reason, fresh -> Counter.builder(name).tag("key", key).tag("reason", reason)
        .description(description).register(registry)).increment();
  }
}
