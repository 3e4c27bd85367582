package io.groundswell.trend.niche;

import io.groundswell.contract.Subject;
import io.groundswell.exactlyonce.Transaction;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Who belongs where: stored for all, remembered for the subjects of the partitions that are ours.
@ApplicationScoped
public class Members {

  /// Sorted, so that two writers never wait for each other.
  private static final String MAKE = """
      INSERT INTO analytics.features (organization_id, niche_slug, niche_name)
      SELECT * FROM unnest($1::int[], $2::text[], $3::text[])
      ON CONFLICT (organization_id, niche_slug) DO NOTHING""";

  private static final String MADE = """
      SELECT organization_id, niche_slug, niche_id FROM analytics.features
      JOIN unnest($1::int[], $2::text[]) AS asked (organization_id, niche_slug) USING (organization_id, niche_slug)""";

  /// What an event says outlasts the rule that said it before.
  private static final String JOIN = """
      INSERT INTO analytics.niche_member AS kept
        (organization_id, slot, subject_type, subject_id, niche_id, by_rule)
      SELECT * FROM unnest($1::int[], $2::smallint[], $3::text[], $4::text[], $5::bigint[], $6::boolean[])
      ON CONFLICT (organization_id, slot, subject_type, subject_id, niche_id)
      DO UPDATE SET by_rule = false WHERE kept.by_rule AND NOT excluded.by_rule""";

  private static final String OF_SLOTS =
      """
      SELECT organization_id, slot, subject_type, subject_id, niche_id, by_rule FROM analytics.niche_member
      WHERE organization_id IN (SELECT DISTINCT organization_id FROM analytics.features)
        AND slot = ANY ($1::smallint[])""";

  private static final Comparator<Joining> ORDER = Comparator.<Joining>comparingInt(one -> one.who.organization)
      .thenComparingInt(one -> one.who.slot)
      .thenComparing(one -> one.who.subject.type())
      .thenComparing(one -> one.who.subject.id())
      .thenComparingLong(one -> one.niche);

  private final NicheBook book;
  private final Map<Who, Set<Long>> said = new ConcurrentHashMap<>();
  private final Map<Who, Set<Long>> ruled = new ConcurrentHashMap<>();
  private volatile long ruledWith = -1;

  public Members(NicheBook book) {
    this.book = book;
  }

  /// A subject of an organisation.
  public record Who(int organization, int slot, Subject subject) {
  }

  private record Joining(Who who, long niche, boolean byRule) {
  }

  private record Named(int organization, String slug) {
  }

  /// The slugs of a subject's niches, sorted. Of a subject on a partition of ours everything that events said; of
  /// others what rules say.
  public List<String> of(int organization, int slot, Subject subject) {
    var slugs = new TreeSet<String>();
    book.ruling(organization, subject).forEach(niche -> slugs.add(niche.slug()));
    for (long id : said.getOrDefault(new Who(organization, slot, subject), Set.of())) {
      var niche = book.find(organization, id);
      if (niche != null) {
        slugs.add(niche.slug());
      }
    }
    return List.copyOf(slugs);
  }

  /// Writes down who joins, in the batch's transaction. Hardly ever anything, after the first sight of a subject.
  ///
  /// @param seen the subjects of a batch, each with the niches that its events name
  /// @return to be run after the commit
  public Runnable store(Transaction transaction, Map<Who, Set<String>> seen) {
    if (ruledWith != book.version()) {
      ruledWith = book.version();
      ruled.clear();
    }
    var made = make(transaction, seen);
    var joining = new ArrayList<Joining>();
    seen.forEach((who, names) -> {
      for (var name : names) {
        var id = id(made, who.organization, name);
        if (id != null && !said.getOrDefault(who, Set.of()).contains(id)) {
          joining.add(new Joining(who, id, false));
        }
      }
      for (var niche : book.ruling(who.organization, who.subject)) {
        if (!ruled.getOrDefault(who, Set.of()).contains(niche.id())) {
          joining.add(new Joining(who, niche.id(), true));
        }
      }
    });
    if (joining.isEmpty()) {
      return () -> {
      };
    }
    // By an event first: of two rows with one key a statement takes one.
    var distinct = new TreeMap<Joining, Joining>(ORDER);
    joining.stream().sorted(Comparator.comparing(Joining::byRule)).forEach(one -> distinct.putIfAbsent(one, one));
    join(transaction, List.copyOf(distinct.values()));
    return () -> joining.forEach(this::remember);
  }

  private void remember(Joining one) {
    (one.byRule ? ruled : said).computeIfAbsent(one.who, none -> ConcurrentHashMap.newKeySet(2)).add(one.niche);
  }

  private @Nullable Long id(Map<Named, Long> made, int organization, String name) {
    var slug = Niche.slug(name);
    var niche = book.find(organization, slug);
    return niche != null ? Long.valueOf(niche.id()) : made.get(new Named(organization, slug));
  }

  /// The niches that are named for the first time.
  private Map<Named, Long> make(Transaction transaction, Map<Who, Set<String>> seen) {
    var names = new TreeMap<Named, String>(Comparator.comparingInt(Named::organization).thenComparing(Named::slug));
    seen.forEach((who, all) -> all.forEach(name -> {
      var slug = Niche.slug(name);
      if (!slug.isEmpty() && book.find(who.organization, slug) == null && !book.isFull(who.organization)) {
        names.putIfAbsent(new Named(who.organization, slug), name);
      }
    }));
    var ids = new HashMap<Named, Long>();
    if (!names.isEmpty()) {
      var organizations = names.keySet().stream().map(Named::organization).toArray(Integer[]::new);
      var slugs = names.keySet().stream().map(Named::slug).toArray(String[]::new);
      transaction.run(MAKE, Tuple.of(organizations, slugs, names.values().toArray(String[]::new)));
      for (var row : transaction.run(MADE,
          Tuple.tuple().addArrayOfInteger(organizations).addArrayOfString(slugs))) {
        ids.put(new Named(row.getInteger("organization_id"), row.getString("niche_slug")), row.getLong("niche_id"));
      }
    }
    return ids;
  }

  private static void join(Transaction transaction, List<Joining> joining) {
    transaction.run(JOIN, Tuple.tuple()
        .addArrayOfInteger(joining.stream().map(one -> one.who.organization).toArray(Integer[]::new))
        .addArrayOfShort(joining.stream().map(one -> (short) one.who.slot).toArray(Short[]::new))
        .addArrayOfString(joining.stream().map(one -> one.who.subject.type()).toArray(String[]::new))
        .addArrayOfString(joining.stream().map(one -> one.who.subject.id()).toArray(String[]::new))
        .addArrayOfLong(joining.stream().map(Joining::niche).toArray(Long[]::new))
        .addArrayOfBoolean(joining.stream().map(Joining::byRule).toArray(Boolean[]::new)));
  }

  /// Takes what is stored of a partition's slots as all there is.
  public void claimed(Transaction transaction, Collection<Integer> slots) {
    var mine = Set.copyOf(slots);
    said.keySet().removeIf(who -> mine.contains(who.slot));
    ruled.keySet().removeIf(who -> mine.contains(who.slot));
    for (var row : transaction.run(OF_SLOTS,
        Tuple.tuple().addArrayOfShort(slots.stream().map(Integer::shortValue).toArray(Short[]::new)))) {
      remember(joining(row));
    }
  }

  private static Joining joining(Row row) {
    return new Joining(new Who(row.getInteger("organization_id"), row.getInteger("slot"),
        new Subject(row.getString("subject_type"), row.getString("subject_id"))), row.getLong("niche_id"),
        row.getBoolean("by_rule"));
  }
}
