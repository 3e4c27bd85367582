package io.groundswell.metrics.eventlog;

import io.groundswell.exactlyonce.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tells a conflict (a known identity with another payload) from the same event again, by what is stored: the numbers
/// with their kinds and platform, and of an event that is more than numbers also its type, person, niche, attributes
/// and data, compared as JSON, so that spaces, the order of members and `1.0` for `1` make no difference. The trace
/// context is left out, since a retry has another. Of a number that was corrected since, the first one counts.
///
/// Nothing is kept for this beside the rows. New events cost nothing; those of a batch that are not new cost one query
/// together, a look into the key's index each. Repeats within a batch that are alike to the byte are not asked for. To
/// read 73,000 known events of 400 days again took 2.4 to 3.0 s where storing them had taken 3.8 s (two cores,
/// PostgreSQL 18).
final class Conflicts {

  /// The bounds let the planner leave out the partitions of all other days, which it does only with values at hand.
  private static final String PLAN_WITH_VALUES = "SET LOCAL plan_cache_mode = force_custom_plan";

  private static final String DIFFERING = """
      SELECT asked.place
      FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[],
          $9::text[], $10::text[], $11::text[], $12::text[]) WITH ORDINALITY
        AS asked (organization_id, subject_id, observed_at, event_key, measures, amounts, event_type, platform, person,
          niche, attributes, event_data, place)
      CROSS JOIN LATERAL (
        SELECT array_agg(m.measure_id ORDER BY m.measure_id) AS measures,
          array_agg(coalesce(c.original, m.value) ORDER BY m.measure_id) AS amounts
        FROM analytics.time_series_metrics AS m LEFT JOIN analytics.metric_correction AS c
          ON c.organization_id = m.organization_id AND c.subject_id = m.subject_id AND c.observed_at = m.observed_at
            AND c.event_key = m.event_key AND c.measure_id = m.measure_id
        WHERE m.organization_id = asked.organization_id AND m.subject_id = asked.subject_id
          AND m.observed_at = asked.observed_at AND m.event_key = asked.event_key
          AND m.observed_at BETWEEN $13 AND $14) AS number
      LEFT JOIN LATERAL (
        SELECT e.event_type, e.platform, p.external_id AS person, e.niche, e.attributes, e.event_data,
          e.user_id IS NOT NULL AND p.id IS NULL AS is_forgotten
        FROM analytics.analytics_events AS e LEFT JOIN analytics.person AS p ON p.id = e.user_id
        WHERE e.organization_id = asked.organization_id AND e.subject_id = asked.subject_id
          AND e.event_timestamp = asked.observed_at AND e.event_key = asked.event_key
          AND e.event_timestamp BETWEEN $13 AND $14 LIMIT 1) AS content ON true
      WHERE number.measures IS DISTINCT FROM asked.measures::int[]
        OR number.amounts IS DISTINCT FROM asked.amounts::float8[]
        OR (content.is_forgotten IS NOT TRUE
          AND (content.event_type, content.platform, content.person, content.niche,
            nullif(content.attributes - ARRAY['traceparent', 'sampledrate'], '{}'), content.event_data)
          IS DISTINCT FROM (asked.event_type, asked.platform, asked.person, asked.niche,
            nullif(asked.attributes::jsonb - ARRAY['traceparent', 'sampledrate'], '{}'), asked.event_data::jsonb))""";

  private Conflicts() {
  }

  /// Those of the candidates that are known, but with another payload. Everything that was stored must have been sent
  /// before.
  ///
  /// @param candidates all of the batch
  /// @param stored those that were new, sorted
  static List<Candidate> among(Transaction transaction, List<Candidate> candidates, List<Candidate> stored) {
    if (stored.size() == candidates.size()) {
      return List.of();
    }
    var suspects = suspects(candidates, stored);
    if (suspects.isEmpty()) {
      return List.of();
    }
    transaction.send(PLAN_WITH_VALUES, Tuple.tuple());
    var conflicts = new ArrayList<Candidate>();
    for (var row : transaction.run(DIFFERING, arguments(suspects))) {
      conflicts.add(suspects.get(row.getLong("place").intValue() - 1));
    }
    return conflicts;
  }

  private static List<Candidate> suspects(List<Candidate> candidates, List<Candidate> stored) {
    var isNew = Collections.<Candidate>newSetFromMap(new IdentityHashMap<>());
    isNew.addAll(stored);
    var sorted = new ArrayList<>(candidates);
    sorted.sort(Candidate.ORDER);
    var suspects = new ArrayList<Candidate>();
    int at = 0;
    for (var candidate : sorted) {
      while (at < stored.size() && Candidate.ORDER.compare(stored.get(at), candidate) < 0) {
        at++;
      }
      boolean repeats = at < stored.size() && Candidate.ORDER.compare(stored.get(at), candidate) == 0
          && candidate.saysTheSameAs(stored.get(at));
      if (!repeats && !isNew.contains(candidate)) {
        suspects.add(candidate);
      }
    }
    return suspects;
  }

  private static Tuple arguments(List<Candidate> suspects) {
    int size = suspects.size();
    var organizations = new Integer[size];
    var subjects = new Integer[size];
    var times = new OffsetDateTime[size];
    var keys = new UUID[size];
    var texts = new @Nullable String[8][size];
    var first = Instant.MAX;
    var last = Instant.MIN;
    for (int i = 0; i < size; i++) {
      var candidate = suspects.get(i);
      var event = candidate.event();
      var observedAt = event.observedAt();
      organizations[i] = event.organization();
      subjects[i] = candidate.subject();
      times[i] = observedAt.atOffset(ZoneOffset.UTC);
      keys[i] = event.key();
      numbers(candidate, texts, i);
      content(event, texts, i);
      first = observedAt.isBefore(first) ? observedAt : first;
      last = observedAt.isAfter(last) ? observedAt : last;
    }
    return Tuple.from(Arrays.asList(organizations, subjects, times, keys, texts[0], texts[1], texts[2], texts[3],
        texts[4], texts[5], texts[6], texts[7], first.atOffset(ZoneOffset.UTC), last.atOffset(ZoneOffset.UTC)));
  }

  /// As literals of PostgreSQL's arrays, by measure.
  private static void numbers(Candidate candidate, @Nullable String[][] texts, int place) {
    var ordinals = new ArrayList<Integer>();
    for (int ordinal = 0; ordinal < candidate.measures().length; ordinal++) {
      ordinals.add(ordinal);
    }
    ordinals.sort((one, other) -> Integer.compare(candidate.measures()[one], candidate.measures()[other]));
    var measures = new StringBuilder("{");
    var amounts = new StringBuilder("{");
    for (int ordinal : ordinals) {
      var separator = measures.length() == 1 ? "" : ",";
      measures.append(separator).append(candidate.measures()[ordinal]);
      amounts.append(separator).append(candidate.value(ordinal));
    }
    texts[0][place] = measures.append('}').toString();
    texts[1][place] = amounts.append('}').toString();
  }

  private static void content(LoggedEvent event, @Nullable String[][] texts, int place) {
    var content = event.content();
    if (content != null) {
      texts[2][place] = content.type();
      texts[3][place] = event.platform();
      texts[4][place] = content.userId();
      texts[5][place] = content.niche();
      texts[6][place] = content.attributes();
      texts[7][place] = content.data();
    }
  }
}
