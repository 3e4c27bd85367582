package io.groundswell.groundwork;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.groundwork.assurance.AssuranceConfig;
import io.groundswell.groundwork.connection.ConnectionConfig;
import io.groundswell.groundwork.schema.DatabaseConfig;
import io.groundswell.groundwork.schema.SchemaConfig;
import io.groundswell.groundwork.tracing.TracingConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What holds in every service where nobody configures anything.
class DefaultsTest {

  @Test
  void aServiceMigratesAtItsStart() {
    var config = of(SchemaConfig.class);

    assertThat(config.migrateAtStart()).isTrue();
    assertThat(config.readTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.longestRetry()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void thereIsOneDatabaseWithoutAStandby() {
    var config = of(DatabaseConfig.class);

    assertThat(config.url()).isEqualTo("postgresql://localhost:5432/groundswell");
    assertThat(config.ca()).isEmpty();
    assertThat(config.read().url()).isEmpty();
    assertThat(config.read().connections()).isEqualTo(12);
  }

  @Test
  void headersHaveADeadline() {
    assertThat(of(ConnectionConfig.class).headerDeadline()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void nobodyIsWatched() {
    assertThat(of(TracingConfig.class).endpoint()).isEmpty();
    assertThat(of(TracingConfig.class).sample()).isEqualTo(0.01);
    assertThat(of(AssuranceConfig.class).production()).isFalse();
  }

  private static <T> T of(Class<T> mapping) {
    return new SmallRyeConfigBuilder().addDiscoveredConverters().addDefaultInterceptors().withMapping(mapping).build()
        .getConfigMapping(mapping);
  }
}
