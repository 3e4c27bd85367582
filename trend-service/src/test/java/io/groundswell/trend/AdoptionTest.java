package io.groundswell.trend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A database in which an older application has tables of its own of these names, in use.
class AdoptionTest {

  private static final String PHASE_1 = """
      DO $$ BEGIN CREATE ROLE phase_one_app NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
      GRANT phase_one_app TO CURRENT_USER;
      CREATE TABLE public.features (
        niche_id bigserial PRIMARY KEY, name varchar(80) NOT NULL UNIQUE, keywords text[] NOT NULL, audience numeric NOT NULL,
        code char(8) NOT NULL UNIQUE, created_at timestamptz NOT NULL DEFAULT now());
      CREATE TABLE public.hot_niches_today (
        id serial PRIMARY KEY, niche_id bigint NOT NULL REFERENCES public.features (niche_id),
        noted_on date NOT NULL, heat numeric NOT NULL, UNIQUE (niche_id, noted_on));
      CREATE VIEW public.loud AS SELECT name FROM public.features WHERE audience > 100;
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.features, public.hot_niches_today TO phase_one_app;
      GRANT USAGE ON SEQUENCE public.features_niche_id_seq, public.hot_niches_today_id_seq TO phase_one_app;
      INSERT INTO public.features (name, keywords, audience, code) VALUES ('Home & Garden', '{hose}', 1000, 'a'), ('Cats', '{}', 5, 'b');
      INSERT INTO public.hot_niches_today (niche_id, noted_on, heat) VALUES (2, '2026-03-01', 9.5)""";

  private static final String THEIRS =
      "SELECT niche_id || name || audience FROM public.features ORDER BY niche_id";

  private Tables tables = new Tables(PHASE_1);

  @AfterEach
  void close() {
    tables.close();
  }

  private List<String> asOldApplication(String... statements) throws SQLException {
    try (var connection = tables.database().connect(); var statement = connection.createStatement()) {
      statement.execute("SET ROLE phase_one_app");
      for (int i = 0; i < statements.length - 1; i++) {
        statement.execute(statements[i]);
      }
      return texts(statement, statements[statements.length - 1]);
    }
  }

  private List<String> asOwner(String query) throws SQLException {
    try (var connection = tables.database().connect(); var statement = connection.createStatement()) {
      return texts(statement, query);
    }
  }

  private static List<String> texts(Statement statement, String query) throws SQLException {
    var texts = new ArrayList<String>();
    try (var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  @Test
  void theTablesMoveWithAllTheirRowsAndGetTheirColumns() throws SQLException {
    assertThat(asOwner("SELECT niche_slug || ' ' || niche_name FROM analytics.features ORDER BY niche_id"))
        .containsExactly("home-garden Home & Garden", "cats Cats");
    assertThat(asOwner("SELECT column_name FROM information_schema.columns WHERE table_schema = 'analytics' AND "
        + "table_name IN ('features', 'hot_niches_today')")).contains("trend_vector", "last_analyzed_at",
            "analytics_version", "trend_direction", "trend_confidence", "days_trending", "audience", "heat");
    assertThat(asOwner("SELECT relkind::text FROM pg_class WHERE oid = 'public.features'::regclass"))
        .containsExactly("v");
    assertThat(asOwner("SELECT name FROM public.loud")).as("what depended on it").containsExactly("Home & Garden");
  }

  @Test
  void theOlderApplicationReadsAndWritesByTheOldNamesAsBefore() throws SQLException {
    assertThat(asOldApplication(
        "INSERT INTO features (name, keywords, audience, code) VALUES ('Origami', '{fold}', 7, 'c')",
        "INSERT INTO features VALUES (77, 'Sourdough', '{}', 8, 'd')",
        "INSERT INTO features (name, keywords, audience, code) VALUES ('Cats', '{}', 6, 'e') "
            + "ON CONFLICT (name) DO UPDATE SET audience = excluded.audience",
        "UPDATE features SET name = 'Gardens' WHERE niche_id = 1",
        "INSERT INTO hot_niches_today (niche_id, noted_on, heat) VALUES (77, '2026-03-02', 3)",
        "DELETE FROM hot_niches_today WHERE niche_id = 2", THEIRS))
        .contains("1Gardens1000", "2Cats6", "77Sourdough8").hasSize(4).anyMatch(row -> row.endsWith("Origami7"));
    assertThat(asOwner("SELECT niche_slug || '|' || niche_name || '|' || organization_id FROM analytics.features "
        + "ORDER BY niche_slug")).containsExactly("cats|Cats|1", "home-garden|Gardens|1", "origami|Origami|1",
            "sourdough|Sourdough|1");
    assertThat(asOwner("SELECT niche_id FROM analytics.hot_niches_today")).containsExactly("77");
  }

  @Test
  void whatTheServiceWritesIsSeenThereToo() throws SQLException {
    tables.run("INSERT INTO analytics.features (organization_id, niche_slug, niche_name) VALUES (1, 'diy', 'DIY'), "
        + "(1, 'anime', 'Anime'), (2, 'diy', 'of another')", Tuple.tuple());
    tables.run("INSERT INTO analytics.hot_niches_today (organization_id, niche_id, trend_direction, trend_confidence, "
        + "days_trending, trend_found) SELECT 1, niche_id, 'rising', 0.9, 2, true FROM analytics.features "
        + "WHERE niche_slug = 'anime'", Tuple.tuple());

    assertThat(asOldApplication("SELECT name FROM features ORDER BY name")).as("only the first organisation's")
        .containsExactly("Anime", "Cats", "DIY", "Home & Garden");
    assertThat(asOldApplication("SELECT trend_direction || days_trending FROM hot_niches_today "
        + "WHERE trend_confidence > 0.5")).containsExactly("rising2");
  }

  @Test
  void whatWasWrittenOfEarlierDaysStaysAsItIs() throws Exception {
    asOldApplication("INSERT INTO hot_niches_today (niche_id, noted_on, heat) VALUES (2, '2026-03-05', 3)",
        "INSERT INTO hot_niches_today (niche_id, noted_on, heat) VALUES (2, '2026-02-20', 1)",
        "UPDATE hot_niches_today SET trend_direction = 'falling' WHERE noted_on = '2026-02-20'",
        "SELECT 1");
    var heat = Class.forName("io.groundswell.trend.hot.HotNiches").getDeclaredField("HEAT");
    heat.setAccessible(true);
    tables.run((String) heat.get(null), Tuple.of(1, 2L, "rising", 0.9, 3, 1.5, "{}"));

    assertThat(asOldApplication("SELECT noted_on || ' ' || coalesce(trend_direction, '') FROM hot_niches_today "
        + "ORDER BY noted_on")).containsExactly("2026-02-20 falling", "2026-03-01 ", "2026-03-05 rising");
  }

  @Test
  void aStrangerHasNoMoreRightsThanBefore() {
    assertThatThrownBy(() -> asOldApplication("SELECT 1 FROM analytics.features"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> asOldApplication("TRUNCATE features")).hasMessageContaining("features");
  }

  @Test
  void undoneTheTablesStandWhereTheyStoodWithWhatWasWrittenSince() throws SQLException, IOException {
    asOldApplication("INSERT INTO features (name, keywords, audience, code) VALUES ('Origami', '{fold}', 7, 'c')",
        THEIRS);
    try (var connection = tables.database().connect(); var statement = connection.createStatement()) {
      for (var file : TablesTest.UNDO_TO_NICHES) {
        statement.execute(Files.readString(Path.of("src/main/resources/db/undo", file)));
      }
    }

    assertThat(asOwner("SELECT relkind::text FROM pg_class WHERE oid = 'public.features'::regclass"))
        .containsExactly("r");
    assertThat(asOwner("SELECT string_agg(column_name, ' ' ORDER BY ordinal_position) FROM information_schema.columns "
        + "WHERE table_schema = 'public' AND table_name = 'features'"))
        .containsExactly("niche_id name keywords audience code created_at");
    assertThat(asOldApplication(THEIRS)).containsExactly("1Home & Garden1000", "2Cats5", "3Origami7");
    assertThat(asOldApplication("SELECT heat FROM hot_niches_today")).containsExactly("9.5");
  }

  @Test
  void aTableThatIsNothingOfNichesStopsTheMigrationWithAReason() {
    assertThatThrownBy(() -> new Tables("CREATE TABLE public.features (feature_flag text)"))
        .hasMessageContaining("public.features cannot be adopted: it has no column niche_id");
  }
}
