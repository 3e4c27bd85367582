package io.groundswell.metrics.accounting;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.accounting")
public interface AccountingConfig {

  /// From which difference on a source's clock is called wrong, in `GET /v1/sources` and by the meter
  /// `groundswell.clock.skewed`. Lower this and slow networks look like slow clocks; raise it and the times of such a
  /// source lie in wrong buckets unnoticed. Times are never changed by it.
  @WithDefault("30s")
  Duration clockWarning();
}
