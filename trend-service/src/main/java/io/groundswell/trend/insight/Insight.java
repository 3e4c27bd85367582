package io.groundswell.trend.insight;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sentence with its evidence.
///
/// @param kind `rose`, `peaked`, `faded`, `led` or `record`
/// @param niches that the subject belongs to now
/// @param evidence `verdict`, `holds` or `withdrawn`, the time `from` … `to` that it looks at, and the numbers
/// @param version above 1: late counts have changed the verdict
/// @param supersedes id of the version before
/// @param difference to that: by member of the evidence, `before` and `after`
@JsonInclude(JsonInclude.Include.ALWAYS)
record Insight(String id, String kind, String subject, String platform, String metric, List<String> niches,
    String sentence, ObjectNode evidence, String createdAt, String validUntil, int version, @Nullable String supersedes,
    @Nullable ObjectNode difference) {

  record Listing(List<Insight> insights) {
  }

  static Insight from(Row row) {
    var supersedes = row.getUUID("supersedes");
    var difference = row.getString("difference");
    return new Insight(row.getUUID("insight_id").toString(), row.getString("kind"),
        row.getString("subject_type") + "/" + row.getString("subject_id"), row.getString("platform"),
        row.getString("metric"), List.of(row.getArrayOfStrings("niches")), row.getString("sentence"),
        InsightRegistry.object(row.getString("evidence")), row.getOffsetDateTime("created_at").toInstant().toString(),
        row.getOffsetDateTime("valid_until").toInstant().toString(), row.getInteger("version"),
        supersedes == null ? null : supersedes.toString(),
        difference == null ? null : InsightRegistry.object(difference));
  }
}
