package io.groundswell.trend.board;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.trend.detect.Window;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What stands out on each partition, shared by all replicas.
@ApplicationScoped
class CandidateStore {

  /// During an upgrade a later version writes beside this one; what it says beyond is left out.
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /// Sorted by key, like every statement with several rows.
  private static final String WRITE = """
      INSERT INTO analytics.trend_candidate AS kept
        (organization_id, kpartition, platform, time_window, standing, updated_at)
      SELECT organization_id, kpartition, platform, time_window, standing::jsonb, clock_timestamp()
      FROM unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::text[])
        AS written (organization_id, kpartition, platform, time_window, standing)
      ORDER BY 1, 2, 3, 4
      ON CONFLICT (organization_id, kpartition, platform, time_window)
      DO UPDATE SET standing = excluded.standing, updated_at = excluded.updated_at""";

  /// What changed lately. Ten seconds more, since a transaction may commit after a younger one.
  private static final String READ = """
      SELECT organization_id, kpartition, platform, time_window, standing::text AS standing, updated_at
      FROM analytics.trend_candidate
      WHERE updated_at > $1::timestamptz - interval '10 s'""";

  private final Rows rows;

  CandidateStore(Rows rows) {
    this.rows = rows;
  }

  /// One partition's share of a board.
  record Share(int partition, BoardName board) {

    /// Null where the window is one of a later version.
    static @Nullable Share find(Row row) {
      var window = Window.find(row.getString("time_window"));
      return window == null ? null
          : new Share(row.getInteger("kpartition"),
              new BoardName(row.getInteger("organization_id"), row.getString("platform"), window));
    }
  }

  /// What was read.
  ///
  /// @param through to be given to the next reading
  record Changes(Map<Share, List<Trend>> shares, OffsetDateTime through) {
  }

  void write(Map<Share, List<Trend>> shares) throws InterruptedException {
    if (shares.isEmpty()) {
      return;
    }
    var all = List.copyOf(shares.entrySet());
    rows.of(WRITE, Tuple.of(
        all.stream().map(one -> one.getKey().board().organization()).toArray(Integer[]::new),
        all.stream().map(one -> one.getKey().partition()).toArray(Integer[]::new),
        all.stream().map(one -> one.getKey().board().platform()).toArray(String[]::new),
        all.stream().map(one -> one.getKey().board().window().slug()).toArray(String[]::new),
        all.stream().map(one -> json(one.getValue())).toArray(String[]::new)));
  }

  Changes readSince(OffsetDateTime since) throws InterruptedException {
    var shares = new HashMap<Share, List<Trend>>();
    var through = since;
    for (var row : rows.of(READ, Tuple.of(since))) {
      var share = Share.find(row);
      if (share != null) {
        shares.put(share, trends(row.getString("standing")));
      }
      var updated = row.getOffsetDateTime("updated_at");
      through = updated.isAfter(through) ? updated : through;
    }
    return new Changes(shares, through);
  }

  static OffsetDateTime fromTheBeginning() {
    return OffsetDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
  }

  private static String json(List<Trend> trends) {
    try {
      return JSON.writeValueAsString(trends);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static List<Trend> trends(String json) {
    try {
      return JSON.readerForListOf(Trend.class).readValue(json);
    } catch (JsonProcessingException notOurs) {
      throw new IllegalStateException("not a stored share", notOurs);
    }
  }
}
