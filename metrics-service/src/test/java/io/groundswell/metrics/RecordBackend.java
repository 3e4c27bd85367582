package io.groundswell.metrics;

import io.groundswell.contract.ApiKey;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Pepper;
import io.groundswell.testkit.RealBackend;
import io.groundswell.testkit.TestKafka;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/// Broker and database of this JVM, both topics, and the views that the ingest-service publishes.
public final class RecordBackend implements QuarkusTestResourceLifecycleManager {

  /// Organisation 1, reading.
  public static final ApiKey READER = new ApiKey("readerofone1", "a".repeat(52));
  /// Organisation 1, everything.
  public static final ApiKey ADMIN = new ApiKey("adminofone11", "b".repeat(52));
  /// Organisation 2, reading.
  public static final ApiKey STRANGER = new ApiKey("readeroftwo2", "c".repeat(52));
  /// Organisation 2, everything.
  public static final ApiKey STRANGE_ADMIN = new ApiKey("adminoftwo22", "e".repeat(52));
  /// Organisation 3, everything.
  public static final ApiKey THIRD_ADMIN = new ApiKey("adminofthree", "f".repeat(52));
  /// Organisation 1, writing only.
  public static final ApiKey WRITER = new ApiKey("writerofone1", "d".repeat(52));

  private static final String EDGE = """
      DO $$ DECLARE r text; BEGIN
        FOREACH r IN ARRAY ARRAY['ingest', 'metrics', 'trend', 'reader'] LOOP
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'groundswell_' || r) THEN
            EXECUTE 'CREATE ROLE groundswell_' || r || ' NOLOGIN';
          END IF;
        END LOOP;
      END $$;
      CREATE SCHEMA analytics;
      CREATE TABLE analytics.edge_keys (key_id text, organization_id int, secret_mac bytea, scopes text[],
        default_platform text, expires_at timestamptz, revoked_at timestamptz, stamp_missing_time boolean DEFAULT false,
        rate_limit int, byte_limit bigint, cors_origins text[] DEFAULT '{}');
      CREATE VIEW analytics.published_api_keys AS SELECT * FROM analytics.edge_keys;
      CREATE TABLE analytics.edge_ranges (id uuid DEFAULT gen_random_uuid(), organization_id int, range_from timestamptz,
        range_to timestamptz, declared_at timestamptz DEFAULT now());
      CREATE VIEW analytics.published_backfill_ranges AS SELECT * FROM analytics.edge_ranges;
      CREATE TABLE analytics.edge_counts (organization_id int, source text, minute timestamptz, accepted bigint,
        rejected bigint, unknown bigint DEFAULT 0);
      CREATE VIEW analytics.published_edge_accounting AS SELECT * FROM analytics.edge_counts;
      GRANT SELECT ON analytics.published_api_keys, analytics.published_backfill_ranges TO groundswell_metrics;
      GRANT SELECT ON analytics.published_edge_accounting TO groundswell_reader""";

  private final RealBackend servers = new RealBackend();

  @Override
  public Map<String, String> start() {
    var properties = new HashMap<>(servers.start());
    publishWhatTheEdgePublishes(properties);
    properties.put("groundswell.archive.directory", archiveDirectory());
    // Their rounds are the tests' to begin.
    for (var job : List.of("archive", "audit", "packing")) {
      properties.put("groundswell." + job + ".every", "PT1H");
    }
    properties.put("groundswell.connection.header-deadline", "2s");
    // So that what holds for few numbers holds for those that are remembered.
    properties.put("groundswell.series.busy-day", "2");
    properties.put("groundswell.capacity.every", "PT1S");
    properties.put("groundswell.long-reads.patience", "PT0.5S");
    properties.put("groundswell.capacity.disk", "1T");
    try (var admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
      var there = admin.listTopics().names().get();
      for (var lane : Lane.values()) {
        if (!there.contains(lane.topic())) {
          TestKafka.createTopic(lane.topic(), Lane.PARTITIONS);
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return properties;
  }

  @Override
  public void stop() {
    servers.stop();
  }

  private static String archiveDirectory() {
    try {
      var directory = Files.createTempDirectory("groundswell-archive-");
      directory.toFile().deleteOnExit();
      return directory.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void publishWhatTheEdgePublishes(Map<String, String> properties) {
    try (var connection = DriverManager.getConnection("jdbc:" + properties.get("groundswell.postgres.url"),
        properties.get("groundswell.postgres.user"), properties.get("groundswell.postgres.password"));
        var statement = connection.createStatement();
        var key = connection.prepareStatement("""
            INSERT INTO analytics.edge_keys VALUES (?, ?, ?, string_to_array(?, ','), 'other', NULL, NULL)""")) {
      statement.execute(EDGE);
      var pepper = Pepper.of(RealBackend.PEPPER).derive(ApiKey.PEPPER_LABEL);
      for (var given : Map
          .of(READER, "1 read", ADMIN, "1 admin", STRANGER, "2 read", STRANGE_ADMIN, "2 admin", WRITER, "1 write",
              THIRD_ADMIN, "3 admin")
          .entrySet()) {
        var parts = given.getValue().split(" ");
        key.setString(1, given.getKey().id());
        key.setInt(2, Integer.parseInt(parts[0]));
        key.setBytes(3, given.getKey().mac(pepper));
        key.setString(4, parts[1]);
        key.execute();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
