package io.groundswell.metrics.dictionary;

import io.vertx.sqlclient.Tuple;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// One kind of names and where they stand in the database.
///
/// @param find given the arguments, answers `(place, id)` for every name that has a number; place counts from 1
/// @param add gives a number to every name that has none
/// @param order in which names are added, so that two who add the same do not wait for each other in a circle
/// @param arguments the names as arrays
record Vocabulary<N>(String find, String add, Comparator<N> order, Function<List<N>, Tuple> arguments) {

  // LATERAL with LIMIT: one look into the index a name, whatever the planner thinks of the size of the arrays.
  static final Vocabulary<SubjectName> SUBJECTS = new Vocabulary<>("""
      SELECT wanted.place, known.id::bigint
      FROM unnest($1::int[], $2::text[], $3::text[]) WITH ORDINALITY AS wanted (organization_id, type, external_id, place)
      CROSS JOIN LATERAL (
        SELECT id FROM analytics.subject AS s
        WHERE s.organization_id = wanted.organization_id AND s.type = wanted.type AND s.external_id = wanted.external_id
        LIMIT 1) AS known""", """
      INSERT INTO analytics.subject (organization_id, type, external_id)
      SELECT * FROM unnest($1::int[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING""",
      SubjectName.ORDER,
      names -> Tuple.of(
          names.stream().map(SubjectName::organization).toArray(Integer[]::new),
          names.stream().map(name -> name.subject().type()).toArray(String[]::new),
          names.stream().map(name -> name.subject().id()).toArray(String[]::new)));

  static final Vocabulary<PersonName> PERSONS = new Vocabulary<>("""
      SELECT wanted.place, known.id
      FROM unnest($1::int[], $2::text[]) WITH ORDINALITY AS wanted (organization_id, external_id, place)
      CROSS JOIN LATERAL (
        SELECT id FROM analytics.person AS p
        WHERE p.organization_id = wanted.organization_id AND p.external_id = wanted.external_id
        LIMIT 1) AS known""", """
      INSERT INTO analytics.person (organization_id, external_id)
      SELECT * FROM unnest($1::int[], $2::text[]) ON CONFLICT DO NOTHING""",
      PersonName.ORDER,
      // Not Tuple.of: of two arguments it would take an array for the list of its further values.
      names -> Tuple.from(List.of(
          names.stream().map(PersonName::organization).toArray(Integer[]::new),
          names.stream().map(PersonName::id).toArray(String[]::new))));

  static final Vocabulary<MeasureName> MEASURES = new Vocabulary<>("""
      SELECT wanted.place, known.id::bigint
      FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS wanted (metric, platform, kind, place)
      CROSS JOIN LATERAL (
        SELECT id FROM analytics.measure AS m
        WHERE m.metric = wanted.metric AND m.platform = wanted.platform AND m.kind = wanted.kind
        LIMIT 1) AS known""", """
      INSERT INTO analytics.measure (metric, platform, kind)
      SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING""",
      MeasureName.ORDER,
      names -> Tuple.of(
          names.stream().map(MeasureName::metric).toArray(String[]::new),
          names.stream().map(MeasureName::platform).toArray(String[]::new),
          names.stream().map(name -> name.kind().slug()).toArray(String[]::new)));
}
