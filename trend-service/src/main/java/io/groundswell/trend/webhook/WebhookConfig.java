package io.groundswell.trend.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "groundswell.webhook")
public interface WebhookConfig {

  /// How often is looked for what is due. Raise this and announcements come later.
  @WithDefault("500ms")
  Duration lookEvery();

  /// How long a receiver may take to answer. Raise this and slow receivers are waited for, but hold up others' sending
  /// longer.
  @WithDefault("15s")
  Duration patience();

  /// How often a delivery is tried before it is a dead letter. With the usual pauses 12 attempts last two days.
  @WithDefault("12")
  int attempts();

  /// The pause after the first attempt; each further one is three times as long, 12 hours at most, and up to a fifth
  /// longer by chance, so that a receiver that comes back is not overrun.
  @WithDefault("5s")
  Duration firstPause();

  /// Deliveries under way at the same time, on each replica.
  @WithDefault("16")
  int atOnce();

  /// Webhooks of an organisation at most.
  @WithDefault("20")
  int most();

  /// How long is kept what was delivered, and dead letters. Afterwards they cannot be sent again.
  @WithDefault("30d")
  Duration keep();

  /// A file of certificates (PEM) of authorities that a receiver's may come from, beside those that Java trusts.
  /// Without it a receiver whose certificate is of an authority of your own is not sent anything.
  Optional<String> authorities();

  /// Whether webhooks may go to this machine itself, without TLS: for tests and laptops. In production it would let
  /// every administrator of an organisation reach what listens beside the service.
  @WithDefault("false")
  boolean allowLoopback();
}
