package io.groundswell.metrics.content;

import io.groundswell.exactlyonce.Transaction;
import io.groundswell.metrics.content.ContentReader.Personality;
import io.groundswell.metrics.content.LatestRows.Key;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Keeps the latest analysis of each creator.
final class PersonalityRows {

  private static final String KEEP = """
      INSERT INTO analytics.personality_analysis AS kept (organization_id, subject_id, platform, analyzed_at, traits, interests,
        communication_style)
      SELECT DISTINCT ON (organization_id, subject_id, platform) organization_id, subject_id, platform, analyzed_at,
        traits::jsonb, interests::jsonb, communication_style::jsonb
      FROM unnest($1::int[], $2::int[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[])
        AS told (organization_id, subject_id, platform, analyzed_at, traits, interests, communication_style)
      ORDER BY organization_id, subject_id, platform, analyzed_at DESC, traits::jsonb DESC, interests::jsonb DESC,
        communication_style::jsonb DESC
      ON CONFLICT (organization_id, subject_id, platform) DO UPDATE SET analyzed_at = excluded.analyzed_at,
        traits = excluded.traits, interests = excluded.interests, communication_style = excluded.communication_style
      WHERE (excluded.analyzed_at, excluded.traits, excluded.interests, excluded.communication_style)
        > (kept.analyzed_at, kept.traits, kept.interests, kept.communication_style)""";

  private PersonalityRows() {
  }

  static void send(Transaction transaction, List<Map.Entry<Key, Personality>> told) {
    if (told.isEmpty()) {
      return;
    }
    var keys = told.stream().map(Map.Entry::getKey).toList();
    var parts = told.stream().map(Map.Entry::getValue).toList();
    var arguments = new ArrayList<Object>();
    arguments.add(keys.stream().map(Key::organization).toArray(Integer[]::new));
    arguments.add(keys.stream().map(Key::subject).toArray(Integer[]::new));
    arguments.add(keys.stream().map(Key::platform).toArray(String[]::new));
    arguments
        .add(parts.stream().map(part -> part.analyzedAt().atOffset(ZoneOffset.UTC)).toArray(OffsetDateTime[]::new));
    arguments.add(parts.stream().map(Personality::traits).toArray(String[]::new));
    arguments.add(parts.stream().map(Personality::interests).toArray(String[]::new));
    arguments.add(parts.stream().map(Personality::communicationStyle).toArray(String[]::new));
    transaction.send(KEEP, Tuple.from(arguments));
  }
}
