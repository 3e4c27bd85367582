package io.groundswell.metrics.packing;

import io.groundswell.metrics.dayfile.DayTable;
import io.groundswell.metrics.jobs.Jobs;
import io.groundswell.metrics.jobs.Lease;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// Packs the indexes of partitions whose days are over; readers and writers go on meanwhile. As the owner of the
/// tables, on one replica. Who goes on after a kill begins the partition anew and takes away what was left half made.
@ApplicationScoped
class Packer {

  private static final Logger LOG = Logger.getLogger(Packer.class);

  private static final String DUE = """
      SELECT partition_start FROM analytics.partition_day GROUP BY partition_start
      HAVING bool_or(packed_at IS NULL) AND max(day) < ? AND max(made_at) < ?
      ORDER BY partition_start""";

  // Of a day that is cut into hours all of these.
  private static final String HALF_MADE = """
      SELECT i.indexrelid::regclass::text FROM pg_index AS i
      WHERE NOT i.indisvalid AND i.indrelid IN (SELECT relid FROM pg_partition_tree(to_regclass(?))
        UNION ALL SELECT to_regclass(?))""";

  private static final String PACKED = "UPDATE analytics.partition_day SET packed_at = now() WHERE partition_start = ?";

  private final DataSource dataSource;
  private final PackingConfig config;
  private final Jobs jobs;
  private final InstantSource clock;
  private final Counter packed;

  Packer(DataSource dataSource, PackingConfig config, Jobs jobs, InstantSource clock, MeterRegistry meters) {
    this.dataSource = dataSource;
    this.config = config;
    this.jobs = jobs;
    this.clock = clock;
    this.packed = Counter.builder("groundswell.partition.packed").description("partitions whose indexes were packed")
        .register(meters);
  }

  void start(@Observes StartupEvent event) {
    if (config.afterDays().isPresent()) {
      jobs.start("packing", config.every(), this::round);
    }
  }

  void round(Lease lease) {
    try (var connection = dataSource.getConnection()) {
      for (var first : due(connection)) {
        lease.require();
        pack(connection, first);
      }
    } catch (SQLException trouble) {
      throw new IllegalStateException("indexes are not packed, which is tried again: " + trouble.getMessage(), trouble);
    }
  }

  private List<LocalDate> due(Connection connection) throws SQLException {
    var before = clock.instant().atOffset(ZoneOffset.UTC).minusDays(config.afterDays().orElseThrow());
    var found = new ArrayList<LocalDate>();
    try (var statement = connection.prepareStatement(DUE)) {
      statement.setObject(1, before.toLocalDate());
      statement.setObject(2, before);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getObject(1, LocalDate.class));
        }
      }
    }
    return found;
  }

  private void pack(Connection connection, LocalDate first) throws SQLException {
    try (var statement = connection.createStatement(); var done = connection.prepareStatement(PACKED)) {
      statement.execute("SET lock_timeout = '10s'");
      try {
        for (var table : DayTable.values()) {
          var relation = "analytics." + table.partition(first);
          for (var index : halfMade(connection, relation)) {
            statement.execute("DROP INDEX " + index);
          }
          statement.execute("REINDEX TABLE CONCURRENTLY " + relation);
        }
      } finally {
        statement.execute("RESET lock_timeout");
      }
      done.setObject(1, first);
      done.executeUpdate();
    }
    packed.increment();
    LOG.infof("the indexes of the partition from %s on are packed", first);
  }

  private static List<String> halfMade(Connection connection, String relation) throws SQLException {
    var found = new ArrayList<String>();
    try (var statement = connection.prepareStatement(HALF_MADE)) {
      statement.setString(1, relation);
      statement.setString(2, relation);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }
}
