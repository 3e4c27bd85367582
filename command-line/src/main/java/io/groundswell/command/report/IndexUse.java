package io.groundswell.command.report;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an index takes and how often it was used, those of partitions added up.
///
/// @param scans since the statistics were reset
/// @param unused nobody has used it, and it keeps nothing unique
/// @param slack bytes that its entries do not need, packed to nine tenths: an estimate, of B-trees over columns; else
///        null
record IndexUse(String table, String index, long bytes, long scans, boolean unused, @Nullable Long slack) {

  /// An entry has a header of 8 bytes and a pointer of 4, and begins at a multiple of 8.
  private static final String USES = """
      SELECT rt.relname AS of_table, ri.relname AS name, sum(pg_relation_size(c.oid))::bigint AS bytes,
        sum(coalesce(s.idx_scan, 0))::bigint AS scans,
        sum(coalesce(s.idx_scan, 0)) = 0 AND NOT bool_or(i.indisunique) AS unused,
        sum(greatest(0, pg_relation_size(c.oid) - ceil(c.reltuples * (ceil((8 + w.width) / 8) * 8 + 4) / (8152 * 0.9))
          * 8192)) FILTER (WHERE am.amname = 'btree' AND c.reltuples >= 0 AND w.known)::bigint AS slack
      FROM pg_index AS i
      JOIN pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i'
      JOIN pg_am AS am ON am.oid = c.relam
      JOIN pg_class AS t ON t.oid = i.indrelid
      JOIN pg_namespace AS n ON n.oid = t.relnamespace
      JOIN pg_class AS ri ON ri.oid = coalesce(pg_partition_root(c.oid), c.oid)
      JOIN pg_class AS rt ON rt.oid = coalesce(pg_partition_root(t.oid), t.oid)
      LEFT JOIN pg_stat_user_indexes AS s ON s.indexrelid = c.oid
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(st.avg_width * (1 - st.null_frac)), 0)::numeric AS width,
          i.indpred IS NULL AND bool_and(a.attname IS NOT NULL AND st.avg_width IS NOT NULL) AS known
        FROM unnest(i.indkey) AS k (number)
        LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.number AND k.number > 0
        LEFT JOIN pg_stats AS st ON st.schemaname = n.nspname AND st.tablename = t.relname AND st.attname = a.attname) AS w
      WHERE n.nspname = 'analytics' AND t.relkind = 'r'
      GROUP BY rt.relname, ri.relname ORDER BY bytes DESC, name""";

  /// All indexes of the services' tables, largest first.
  static List<IndexUse> all(Connection connection) throws SQLException {
    var found = new ArrayList<IndexUse>();
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(USES)) {
      while (rows.next()) {
        found.add(new IndexUse(rows.getString("of_table"), rows.getString("name"), rows.getLong("bytes"),
            rows.getLong("scans"), rows.getBoolean("unused"), rows.getObject("slack", Long.class)));
      }
    }
    return found;
  }
}
