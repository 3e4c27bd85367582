package io.groundswell.trend.announce;

import java.time.Duration;

/// As by default.
final class TestConfig implements AnnounceConfig {

  @Override
  public String topic() {
    return "trends.v1";
  }

  @Override
  public Duration lookEvery() {
    return Duration.ofMillis(500);
  }

  @Override
  public Duration lease() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Duration keep() {
    return Duration.ofDays(7);
  }
}
