package io.groundswell.ingest.quota;

import io.groundswell.groundwork.access.Access;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.NetUtil;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The quotas of all keys that sent something lately.
@ApplicationScoped
public class Quotas {

  private static final long SWEEP_MILLIS = 60_000;

  private final Allowance usual;
  private final Vertx vertx;
  private final int addressShare;
  /// What all strangers hold together.
  private final KeyQuota strangers;
  private final ConcurrentHashMap<String, KeyQuota> byKey = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, KeyQuota> byAddress = new ConcurrentHashMap<>();

  Quotas(QuotaConfig config, Vertx vertx, MeterRegistry meters) {
    this.usual = Allowance.usual(config);
    this.vertx = vertx;
    this.addressShare = config.addressShare();
    this.strangers = new KeyQuota(usual, System.nanoTime());
    Gauge.builder("groundswell.intake.keys", byKey, ConcurrentHashMap::size)
        .description("Keys that sent something lately").register(meters);
  }

  void start(@Observes StartupEvent event) {
    vertx.setPeriodic(SWEEP_MILLIS, tick -> sweep(System.nanoTime()));
  }

  /// The quota of a key that was found to be in force.
  public KeyQuota of(Access sender) {
    var quota = byKey.get(sender.keyId());
    if (quota == null) {
      quota = byKey.computeIfAbsent(sender.keyId(), none -> new KeyQuota(usual, System.nanoTime()));
    }
    quota.follow(sender.settings(), usual);
    return quota;
  }

  /// The quota of senders that have not shown a key yet, by the address that they come from. All together they hold no
  /// more than one key may, and those of one address a part of it.
  ///
  /// @param address null where it is not known any more, since the connection is gone
  public KeyQuota ofStranger(@Nullable SocketAddress address) {
    return byAddress.computeIfAbsent(origin(address),
        none -> new KeyQuota(usual, System.nanoTime(), addressShare, strangers));
  }

  /// The address; of one of IPv6 the first 64 bits, within which one sender may choose (RFC 4291, 2.5.4).
  static String origin(@Nullable SocketAddress address) {
    var text = address == null ? null : address.hostAddress();
    var bytes = text == null ? null : NetUtil.createByteArrayFromIpAddressString(text);
    return bytes == null ? "" : HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 8));
  }

  /// Forgets keys that are silent; a request that just fetched its quota may at the worst be counted apart.
  void sweep(long now) {
    byKey.values().removeIf(quota -> quota.isIdle(now));
    byAddress.values().removeIf(quota -> quota.isIdle(now));
  }
}
