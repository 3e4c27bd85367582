package io.groundswell.trend.hot;

import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.trend.niche.Niche;
import io.groundswell.trend.niche.NicheBook;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/// Defines and deletes niches.
@ApplicationScoped
class NicheChanges {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String FOREIGN_KEY_VIOLATION = "23503";

  private static final String DEFINE = """
      INSERT INTO analytics.features (organization_id, niche_slug, niche_name, niche_rules)
      VALUES ($1, $2, $3, $4::text::jsonb)
      ON CONFLICT (organization_id, niche_slug) DO UPDATE SET niche_name = excluded.niche_name,
        niche_rules = excluded.niche_rules, rules_changed_at = clock_timestamp(), rules_applied_at = NULL""";

  private static final String LEFT = """
      DELETE FROM analytics.niche_member WHERE organization_id = $1
        AND niche_id IN (SELECT niche_id FROM analytics.features WHERE organization_id = $1 AND niche_slug = $2)""";

  private static final String COLD = """
      DELETE FROM analytics.hot_niches_today WHERE organization_id = $1 AND trend_found
        AND niche_id IN (SELECT niche_id FROM analytics.features WHERE organization_id = $1 AND niche_slug = $2)""";

  private static final String DELETE =
      "DELETE FROM analytics.features WHERE organization_id = $1 AND niche_slug = $2 RETURNING niche_id";

  /// So that nobody waits a minute for what a new rule does.
  private static final String AT_ONCE = """
      UPDATE analytics.analysis_turn SET due_at = least(due_at, clock_timestamp())
      WHERE job = 'niches' AND organization_id = $1""";

  private final ServiceTransactions service;
  private final NicheBook book;

  NicheChanges(ServiceTransactions service, NicheBook book) {
    this.service = service;
    this.book = book;
  }

  /// @param niche its id does not matter
  /// @throws ProblemException 422 where there are too many already
  void define(Niche niche) {
    if (book.isFull(niche.organization()) && book.find(niche.organization(), niche.slug()) == null) {
      throw new ProblemException(Problem.of(422, "too_many_niches", "Too many niches",
          "the organisation has as many niches as groundswell.niche.most allows; delete one first"));
    }
    service.run(PATIENCE, statements -> {
      statements.run(DEFINE, Tuple.of(niche.organization(), niche.slug(), niche.name(), niche.rulesAsJson()));
      return statements.run(AT_ONCE, Tuple.of(niche.organization()));
    });
  }

  /// @throws ProblemException 404 where there is none, 409 where an older application's rows need it
  void delete(int organization, String slug) {
    boolean gone;
    try {
      gone = service.run(PATIENCE, statements -> {
        statements.run(LEFT, Tuple.of(organization, slug));
        statements.run(COLD, Tuple.of(organization, slug));
        return statements.run(DELETE, Tuple.of(organization, slug)).rowCount() > 0;
      });
    } catch (PgException failure) {
      if (FOREIGN_KEY_VIOLATION.equals(failure.getSqlState())) {
        throw new ProblemException(Problem.of(409, "niche_in_use", "The niche is in use",
            "rows of another application refer to it; delete these first"));
      }
      throw failure;
    }
    if (!gone) {
      throw new ProblemException(NicheReads.unknown());
    }
  }
}
