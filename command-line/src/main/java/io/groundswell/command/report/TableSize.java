package io.groundswell.command.report;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a table takes, its partitions added up. In bytes.
///
/// @param relations how many partitions it has, or 1
/// @param rows as of the last look of the vacuum, or as the server has counted since, whichever is more; null where a
///        part that is not empty was neither analysed nor counted
/// @param toast what is kept beside the rows because it is long
/// @param dead rows that nobody sees any more and no vacuum has taken away
/// @param slack bytes of the table that no row needs: an estimate from the average width of its columns; null where it
///        was never analysed
public record TableSize(String table, long relations, @Nullable Long rows, long heap, long toast, long index,
    long total, long dead, @Nullable Long slack) {

  /// A row has a header of 24 bytes and a pointer of 4, and begins at a multiple of 8.
  private static final String SIZES = """
      SELECT r.relname AS name, count(*) AS relations,
        CASE WHEN NOT bool_or(c.reltuples < 0 AND coalesce(s.n_live_tup, 0) = 0 AND pg_relation_size(c.oid) > 0)
          THEN sum(greatest(c.reltuples::float8, s.n_live_tup, 0))::bigint END AS rows,
        sum(pg_relation_size(c.oid))::bigint AS heap,
        sum(coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0))::bigint AS toast,
        sum(pg_indexes_size(c.oid))::bigint AS index, sum(pg_total_relation_size(c.oid))::bigint AS total,
        sum(coalesce(s.n_dead_tup, 0))::bigint AS dead,
        sum(greatest(0, pg_relation_size(c.oid) - ceil(c.reltuples * (ceil((24 + w.width) / 8) * 8 + 4)
          / (8168 * f.fill)) * 8192)) FILTER (WHERE c.reltuples >= 0)::bigint AS slack
      FROM pg_class AS c
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
      JOIN pg_class AS r ON r.oid = coalesce(pg_partition_root(c.oid), c.oid)
      LEFT JOIN pg_stat_user_tables AS s ON s.relid = c.oid
      CROSS JOIN LATERAL (SELECT coalesce((SELECT substr(option, 12)::numeric / 100
        FROM unnest(c.reloptions) AS option WHERE option LIKE 'fillfactor=%'), 1) AS fill) AS f
      CROSS JOIN LATERAL (SELECT coalesce(sum(avg_width * (1 - null_frac)), 0)::numeric AS width FROM pg_stats
        WHERE schemaname = n.nspname AND tablename = c.relname) AS w
      WHERE n.nspname = 'analytics' AND c.relkind = 'r'
      GROUP BY r.relname ORDER BY total DESC, name""";

  /// All tables of the services, largest first.
  public static List<TableSize> all(Connection connection) throws SQLException {
    var found = new ArrayList<TableSize>();
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(SIZES)) {
      while (rows.next()) {
        found.add(from(rows));
      }
    }
    return found;
  }

  private static TableSize from(ResultSet row) throws SQLException {
    return new TableSize(row.getString("name"), row.getLong("relations"), row.getObject("rows", Long.class),
        row.getLong("heap"), row.getLong("toast"), row.getLong("index"), row.getLong("total"), row.getLong("dead"),
        row.getObject("slack", Long.class));
  }
}
