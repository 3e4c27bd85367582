package io.groundswell.trend.insight;

import io.groundswell.contract.Slot;
import io.groundswell.contract.Subject;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `GET /v1/insights?subject&niche&kind&limit`: what the caller's organisation should hear, the newest first; what was
/// superseded or has expired is left out.
@Path("/v1/insights")
@Requires(Scope.READ)
class InsightsResource {

  private static final int USUAL_LIMIT = 20;
  private static final int HIGHEST_LIMIT = 100;
  private static final int LONGEST_NICHE = 64;

  private static final String SELECT = """
      SELECT r.insight_id, r.kind, r.subject_type, r.subject_id, r.platform, r.metric, r.sentence,
        r.evidence::text AS evidence, r.created_at, r.valid_until, r.version, r.difference::text AS difference,
        (SELECT before.insight_id FROM analytics.insight_registry AS before WHERE before.organization_id = r.organization_id
          AND before.insight_key = r.insight_key AND before.version = r.version - 1) AS supersedes,
        ARRAY(SELECT f.niche_slug FROM analytics.niche_member AS m JOIN analytics.features AS f
            USING (organization_id, niche_id) WHERE m.organization_id = r.organization_id AND m.slot = r.slot
            AND m.subject_type = r.subject_type AND m.subject_id = r.subject_id ORDER BY 1) AS niches
      FROM analytics.insight_registry AS r
      WHERE r.organization_id = $1 AND r.superseded_by IS NULL AND r.valid_until > clock_timestamp()
        AND ($2::text IS NULL OR r.slot = $7::smallint AND r.subject_type = $2 AND r.subject_id = $3) AND ($4::text IS NULL OR r.kind = $4)
        AND ($5::text IS NULL OR EXISTS (
          SELECT FROM analytics.niche_member AS m JOIN analytics.features AS f USING (organization_id, niche_id)
          WHERE m.organization_id = r.organization_id AND m.slot = r.slot AND m.subject_type = r.subject_type
            AND m.subject_id = r.subject_id AND (f.niche_slug = $5 OR f.niche_id::text = $5)))
      ORDER BY r.created_at DESC, r.insight_id LIMIT $6""";

  private final ScopedReads reads;
  private final Caller caller;

  InsightsResource(ScopedReads reads, Caller caller) {
    this.reads = reads;
    this.caller = caller;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Insight.Listing insights(@RestQuery @Nullable String subject, @RestQuery @Nullable String niche,
      @RestQuery @Nullable String kind, @RestQuery @Nullable String limit) {
    var about = subject == null ? null : Subject.find(subject);
    if (subject != null && about == null) {
      throw wrong("subject", "must be type/id");
    }
    if (niche != null && niche.length() > LONGEST_NICHE) {
      throw wrong("niche", "must have at most " + LONGEST_NICHE + " characters");
    }
    if (kind != null && !List.of(Finding.Kind.slugs()).contains(kind)) {
      throw wrong("kind", "must be one of " + String.join(", ", Finding.Kind.slugs()));
    }
    int most = Parameter.count("limit", limit, USUAL_LIMIT, HIGHEST_LIMIT);
    int organization = caller.organization();
    var slot = about == null ? null
        : (short) Slot.of((organization + "/" + about).getBytes(StandardCharsets.UTF_8));
    var arguments = Tuple.tuple().addInteger(organization).addString(about == null ? null : about.type())
        .addString(about == null ? null : about.id()).addString(kind).addString(niche).addInteger(most)
        .addShort(slot);
    var rows = reads.read(organization, queries -> queries.run(SELECT, arguments));
    return new Insight.Listing(StreamSupport.stream(rows.spliterator(), false).map(Insight::from).toList());
  }

  private static ProblemException wrong(String parameter, String rule) {
    return new ProblemException(Problem.parameter(parameter, rule));
  }
}
