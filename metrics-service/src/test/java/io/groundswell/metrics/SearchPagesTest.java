package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Page after page a search gives what one sort of all that match gives, however often the words stand in posts.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class SearchPagesTest {

  private static final int ORGANIZATION = 9_031;

  // Words word1 to word59 of a language's frequencies; hours that many share, most of them lately, some long ago; every
  // third post on two platforms, at the same time.
  private static final String POSTS = """
      SELECT setseed(0.42);
      INSERT INTO analytics.posts (organization_id, subject_id, platform, observed_at, first_seen, indexed_at, posted_at,
        creator_id, text, clock)
      SELECT %1$d, 1000000000 + n, platform, at, at, at, at, 1000000000 + n %% 7, text, ''
      FROM (
        SELECT n, CASE WHEN n %% 500 = 0 THEN timestamptz '1990-01-01Z' + n * interval '1 hour'
            ELSE timestamptz '2026-01-01Z' - floor(700 * random() ^ 3) * interval '1 hour' END AS at,
          (SELECT string_agg('word' || floor(power(60, random()))::int, ' ') FROM generate_series(1, 6 + n %% 5)) AS text
        FROM generate_series(1, 6000) AS n OFFSET 0) AS written,
        LATERAL unnest(CASE WHEN n %% 3 = 0 THEN ARRAY['x', 'y'] ELSE ARRAY['x'] END) AS platform"""
      .formatted(ORGANIZATION);

  private static final String PAGE = """
      SELECT posted_at, subject_id, platform FROM analytics.search_posts(?, ?, ?, NULL, ?, ?, ?, ?, ?)""";

  private static final String ALL = """
      SELECT posted_at, subject_id, platform FROM analytics.posts
      WHERE organization_id = %d AND analytics.search_vector(text) @@ websearch_to_tsquery('english', ?)
        AND (?::text IS NULL OR platform = ?) AND posted_at >= ?
      ORDER BY posted_at DESC, subject_id DESC, platform DESC""".formatted(ORGANIZATION);

  private static final OffsetDateTime BEGINNING = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
  private static final Place FIRST = new Place(OffsetDateTime.of(9999, 12, 31, 0, 0, 0, 0, ZoneOffset.UTC), 0, "");

  private record Place(OffsetDateTime postedAt, int subject, String platform) {
  }

  @BeforeEach
  void fill() {
    Asker.untilReady();
    Feed.update(POSTS);
    Feed.update("ANALYZE analytics.posts");
  }

  @AfterEach
  void empty() {
    Feed.update("DELETE FROM analytics.posts WHERE organization_id = " + ORGANIZATION);
  }

  @Test
  void pagesOfASearchAreTheSortOfAllThatMatch() throws SQLException {
    try (var connection = Feed.connect()) {
      connection.createStatement().execute("SELECT set_config('app.organization', '" + ORGANIZATION + "', false)");
      for (var words : List.of("word1", "word1 word2", "word3 word5", "word1 -word2", "word9 or word4", "word55",
          "word30 word41", "whale")) {
        for (var platform : new @Nullable String[]{null, "y"}) {
          for (var since : List.of(BEGINNING, OffsetDateTime.of(2025, 12, 20, 7, 0, 0, 0, ZoneOffset.UTC))) {
            var all = all(connection, words, platform, since);
            for (int size : new int[]{7, 101}) {
              assertThat(pages(connection, words, platform, since, size))
                  .as("%s on %s since %s by %d", words, platform, since, size).isEqualTo(all.subList(0,
                      Math.min(all.size(), 12 * size)));
            }
          }
        }
      }
    }
  }

  @Test
  void pagesReachTheOldestPost() throws SQLException {
    try (var connection = Feed.connect()) {
      connection.createStatement().execute("SELECT set_config('app.organization', '" + ORGANIZATION + "', false)");
      var expected = all(connection, "word1 word2", null, BEGINNING);

      assertThat(expected.getLast().postedAt().getYear()).isEqualTo(1990);
      var seen = new ArrayList<Place>();
      var page = page(connection, "word1 word2", null, BEGINNING, FIRST, 50);
      while (!page.isEmpty()) {
        seen.addAll(page);
        page = page(connection, "word1 word2", null, BEGINNING, page.getLast(), 50);
      }
      assertThat(seen).isEqualTo(expected);
    }
  }

  /// The first twelve at most.
  private static List<Place> pages(Connection connection, String words, @Nullable String platform,
      OffsetDateTime since, int size) throws SQLException {
    var seen = new ArrayList<Place>();
    var before = FIRST;
    for (int i = 0; i < 12; i++) {
      var page = page(connection, words, platform, since, before, size);
      seen.addAll(page);
      if (page.size() < size) {
        return seen;
      }
      before = page.getLast();
    }
    return seen;
  }

  private static List<Place> page(Connection connection, String words, @Nullable String platform,
      OffsetDateTime since, Place before, int size) throws SQLException {
    try (var statement = connection.prepareStatement(PAGE)) {
      statement.setString(1, words);
      statement.setBoolean(2, false);
      statement.setString(3, platform);
      statement.setObject(4, since);
      statement.setObject(5, before.postedAt);
      statement.setInt(6, before.subject);
      statement.setString(7, before.platform);
      statement.setInt(8, size);
      return places(statement);
    }
  }

  private static List<Place> all(Connection connection, String words, @Nullable String platform, OffsetDateTime since)
      throws SQLException {
    try (var statement = connection.prepareStatement(ALL)) {
      statement.setString(1, words);
      statement.setString(2, platform);
      statement.setString(3, platform);
      statement.setObject(4, since);
      return places(statement);
    }
  }

  private static List<Place> places(PreparedStatement statement) throws SQLException {
    var places = new ArrayList<Place>();
    try (var rows = statement.executeQuery()) {
      while (rows.next()) {
        places.add(new Place(rows.getObject(1, OffsetDateTime.class), rows.getInt(2), rows.getString(3)));
      }
    }
    return places;
  }
}
