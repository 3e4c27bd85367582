package io.groundswell.trend;

import io.groundswell.contract.ApiKey;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Pepper;
import io.groundswell.testkit.RealBackend;
import io.groundswell.testkit.TestKafka;
import io.groundswell.trend.webhook.Certified;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// Broker and database of this JVM, topics of its own, and API keys as the edge would publish them.
public final class TrendBackend implements QuarkusTestResourceLifecycleManager {

  /// Reads for organisation 1.
  public static final ApiKey READER = new ApiKey("readeronekey", "a".repeat(52));
  /// Reads for organisation 2.
  public static final ApiKey STRANGER = new ApiKey("readertwokey", "b".repeat(52));
  /// Writes for organisation 1, and reads nothing.
  public static final ApiKey WRITER = new ApiKey("writeronekey", "c".repeat(52));

  /// Reads for organisation 4, until a test revokes it.
  public static final ApiKey PASSING = new ApiKey("readerfoursh", "e".repeat(52));

  /// Everything, for organisation 3.
  public static final ApiKey ADMIN = new ApiKey("adminofthree", "d".repeat(52));

  /// Reads for organisation 4.
  public static final ApiKey READER_OF_FOUR = new ApiKey("readeroffour", "e".repeat(52));

  private final RealBackend servers = new RealBackend();

  @Override
  public Map<String, String> start() {
    var properties = new HashMap<>(servers.start());
    properties.put("groundswell.feed.live-topic", TestKafka.freshTopic(Lane.PARTITIONS));
    properties.put("groundswell.feed.backfill-topic", TestKafka.freshTopic(Lane.PARTITIONS));
    properties.put("groundswell.announce.topic", TestKafka.freshTopic(Lane.PARTITIONS));
    properties.put("groundswell.announce.look-every", "100ms");
    properties.put("groundswell.connection.header-deadline", "2s");
    properties.put("groundswell.live.look-every", "100ms");
    properties.put("groundswell.live.beat-every", "1s");
    // Nobody listens there.
    properties.put("groundswell.dashboard.metrics", "http://localhost:9");
    properties.put("groundswell.webhook.look-every", "100ms");
    properties.put("groundswell.webhook.first-pause", "100ms");
    properties.put("groundswell.webhook.attempts", "4");
    properties.put("groundswell.webhook.patience", "3s");
    properties.put("groundswell.webhook.allow-loopback", "true");
    properties.put("groundswell.webhook.authorities",
        Certified.by("an authority that is trusted").authority().toString());
    properties.put("groundswell.insight.every", "1s");
    properties.put("groundswell.insight.compare-every", "1s");
    properties.put("groundswell.insight.check-every", "1s");
    properties.put("groundswell.platform.every", "1s");
    properties.put("groundswell.niche.look-every", "100ms");
    properties.put("groundswell.niche.analyse-every", "1s");
    publishKeys(properties);
    return properties;
  }

  private static void publishKeys(Map<String, String> properties) {
    try (var connection = DriverManager.getConnection("jdbc:" + properties.get("groundswell.postgres.url"),
        properties.get("groundswell.postgres.user"), properties.get("groundswell.postgres.password"));
        var statement = connection.createStatement()) {
      statement.execute("""
          CREATE SCHEMA analytics;
          CREATE TABLE analytics.published_api_keys (key_id text, organization_id int, secret_mac bytea, scopes text[],
            default_platform text, expires_at timestamptz, revoked_at timestamptz,
            stamp_missing_time boolean DEFAULT false, rate_limit int, byte_limit bigint, cors_origins text[] DEFAULT '{}');
          GRANT SELECT ON analytics.published_api_keys TO PUBLIC""");
      try (var insert = connection.prepareStatement(
          "INSERT INTO analytics.published_api_keys VALUES (?, ?, ?, ARRAY[?], 'other', NULL, NULL)")) {
        add(insert, READER, 1, "read");
        add(insert, STRANGER, 2, "read");
        add(insert, WRITER, 1, "write");
        add(insert, PASSING, 4, "read");
        add(insert, ADMIN, 3, "admin");
        add(insert, READER_OF_FOUR, 4, "read");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(java.sql.PreparedStatement insert, ApiKey key, int organization, String scope)
      throws SQLException {
    insert.setString(1, key.id());
    insert.setInt(2, organization);
    insert.setBytes(3, key.mac(Pepper.of(RealBackend.PEPPER).derive(ApiKey.PEPPER_LABEL)));
    insert.setString(4, scope);
    insert.executeUpdate();
  }

  @Override
  public void stop() {
    servers.stop();
  }
}
