package io.groundswell.trend.niche;

import io.groundswell.contract.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// All niches of all organisations, as of a moment ago: few, and read by everybody.
@ApplicationScoped
public class NicheBook {

  private volatile Map<Integer, Shelf> shelves = Map.of();
  private volatile int most;
  private final AtomicLong version = new AtomicLong();

  /// An organisation's.
  private record Shelf(Map<String, Niche> bySlug, Map<Long, Niche> byId, List<Niche> ruling) {

    static Shelf of(Collection<Niche> niches) {
      var bySlug = new HashMap<String, Niche>();
      var byId = new HashMap<Long, Niche>();
      niches.forEach(niche -> {
        bySlug.put(niche.slug(), niche);
        byId.put(niche.id(), niche);
      });
      return new Shelf(Map.copyOf(bySlug), Map.copyOf(byId),
          niches.stream().filter(niche -> !niche.rules().isEmpty()).toList());
    }
  }

  /// Takes niches as all there are.
  ///
  /// @param mostOfEach how many an organisation may have
  public void take(Collection<Niche> niches, int mostOfEach) {
    var byOrganization = new HashMap<Integer, List<Niche>>();
    niches.forEach(niche -> byOrganization.computeIfAbsent(niche.organization(), none -> new ArrayList<>()).add(niche));
    var next = new HashMap<Integer, Shelf>();
    byOrganization.forEach((organization, all) -> next.put(organization, Shelf.of(all)));
    most = mostOfEach;
    if (!next.equals(shelves)) {
      shelves = Map.copyOf(next);
      version.incrementAndGet();
    }
  }

  /// By its slug, or by its number.
  public @Nullable Niche find(int organization, String name) {
    var shelf = shelves.get(organization);
    if (shelf == null) {
      return null;
    }
    var bySlug = shelf.bySlug.get(name);
    return bySlug != null || !name.matches("[0-9]{1,18}") ? bySlug : shelf.byId.get(Long.valueOf(name));
  }

  @Nullable
  Niche find(int organization, long id) {
    var shelf = shelves.get(organization);
    return shelf == null ? null : shelf.byId.get(id);
  }

  /// Those whose rules the subject fulfils.
  List<Niche> ruling(int organization, Subject subject) {
    var shelf = shelves.get(organization);
    return shelf == null || shelf.ruling.isEmpty() ? List.of()
        : shelf.ruling.stream().filter(niche -> niche.rules(subject)).toList();
  }

  /// Whether the organisation has as many as it may have.
  public boolean isFull(int organization) {
    var shelf = shelves.get(organization);
    return shelf != null && shelf.byId.size() >= most;
  }

  /// Moves whenever a niche or a rule may have changed.
  long version() {
    return version.get();
  }
}
