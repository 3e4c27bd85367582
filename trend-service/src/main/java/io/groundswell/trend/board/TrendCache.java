package io.groundswell.trend.board;

import io.groundswell.trend.detect.Window;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The boards as last published, stored: a service that starts answers with them until it knows better.
@ApplicationScoped
class TrendCache {

  private static final String WRITE = """
      INSERT INTO analytics.trend_cache AS kept (organization_id, platform, time_window, revision, board, computed_at)
      SELECT organization_id, platform, time_window, revision, board::jsonb, computed_at
      FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
        AS written (organization_id, platform, time_window, revision, board, computed_at)
      ORDER BY 1, 2, 3
      ON CONFLICT (organization_id, platform, time_window)
      DO UPDATE SET revision = excluded.revision, board = excluded.board, computed_at = excluded.computed_at
      WHERE kept.revision <> excluded.revision""";

  private static final String READ = """
      SELECT organization_id, platform, time_window, board::text AS board FROM analytics.trend_cache""";

  private final Rows rows;

  TrendCache(Rows rows) {
    this.rows = rows;
  }

  void write(Map<BoardName, Board> boards) throws InterruptedException {
    if (boards.isEmpty()) {
      return;
    }
    var all = List.copyOf(boards.entrySet());
    rows.of(WRITE, Tuple.of(
        all.stream().map(one -> one.getKey().organization()).toArray(Integer[]::new),
        all.stream().map(one -> one.getKey().platform()).toArray(String[]::new),
        all.stream().map(one -> one.getKey().window().slug()).toArray(String[]::new),
        all.stream().map(one -> one.getValue().revision()).toArray(String[]::new),
        all.stream().map(one -> one.getValue().stored()).toArray(String[]::new),
        all.stream().map(one -> Instant.parse(one.getValue().generatedAt()).atOffset(ZoneOffset.UTC))
            .toArray(OffsetDateTime[]::new)));
  }

  Map<BoardName, Board> read() throws InterruptedException {
    var boards = new HashMap<BoardName, Board>();
    for (var row : rows.of(READ, Tuple.tuple())) {
      var window = Window.find(row.getString("time_window"));
      // Null where it is one of a later version.
      if (window != null) {
        boards.put(new BoardName(row.getInteger("organization_id"), row.getString("platform"), window),
            Board.from(row.getString("board")));
      }
    }
    return boards;
  }
}
