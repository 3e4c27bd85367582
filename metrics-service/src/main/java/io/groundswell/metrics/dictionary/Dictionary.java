package io.groundswell.metrics.dictionary;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.groundswell.exactlyonce.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The numbers of one kind of names, those lately used in memory.
final class Dictionary<N> {

  private final Vocabulary<N> vocabulary;
  private final NameMaker maker;
  private final Cache<N, Long> known;

  Dictionary(Vocabulary<N> vocabulary, NameMaker maker, long most) {
    this.vocabulary = vocabulary;
    this.maker = maker;
    this.known = Caffeine.newBuilder().maximumSize(most).executor(Runnable::run).build();
  }

  /// The number of each name, in the order given. Blocks.
  long[] numbers(List<N> names, Transaction transaction) {
    var numbers = new long[names.size()];
    Map<N, List<Integer>> missing = new HashMap<>();
    for (int i = 0; i < numbers.length; i++) {
      var name = names.get(i);
      // Measures come in rows: the same one again needs no look into the cache.
      var number = i > 0 && numbers[i - 1] != 0 && name.equals(names.get(i - 1)) ? Long.valueOf(numbers[i - 1])
          : known.getIfPresent(name);
      if (number == null) {
        missing.computeIfAbsent(name, absent -> new ArrayList<>(1)).add(i);
      } else {
        numbers[i] = number;
      }
    }
    if (!missing.isEmpty()) {
      learn(missing.keySet().stream().sorted(vocabulary.order()).toList(), transaction)
          .forEach((name, number) -> missing.getOrDefault(name, List.of()).forEach(place -> numbers[place] = number));
    }
    return numbers;
  }

  /// Nothing is remembered any more; the next batches ask the database.
  void clear() {
    known.invalidateAll();
  }

  private Map<N, Long> learn(List<N> names, Transaction transaction) {
    var found = find(names, transaction);
    var absent = names.stream().filter(name -> !found.containsKey(name)).toList();
    if (!absent.isEmpty()) {
      maker.add(vocabulary.add(), vocabulary.arguments().apply(absent));
      found.putAll(find(absent, transaction));
      if (found.size() < names.size()) {
        throw new IllegalStateException("names were added, but the transaction does not see them");
      }
    }
    known.putAll(found);
    return found;
  }

  private Map<N, Long> find(List<N> names, Transaction transaction) {
    var found = new HashMap<N, Long>();
    for (var row : transaction.run(vocabulary.find(), vocabulary.arguments().apply(names))) {
      found.put(names.get(row.getLong("place").intValue() - 1), row.getLong("id"));
    }
    return found;
  }
}
