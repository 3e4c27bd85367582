package io.groundswell.metrics.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.groundswell.exactlyonce.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The words of posts, each once for an organisation: among them those are found that are like a word that nobody
/// wrote. Few of a post's words are new, so most are remembered here and cost the database nothing.
public final class SearchWords {

  private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
  private static final int SHORTEST = 3;
  private static final int LONGEST = 32;
  private static final int MOST_OF_A_TEXT = 200;
  private static final int REMEMBERED = 200_000;

  /// Answers those that stood before.
  private static final String ADD = """
      WITH asked AS (
        SELECT * FROM unnest($1::int[], $2::text[]) AS asked (organization_id, word)),
      added AS (
        INSERT INTO analytics.search_word (organization_id, word)
        SELECT organization_id, word FROM asked WHERE NOT EXISTS (
          SELECT FROM analytics.search_word AS known
          WHERE known.organization_id = asked.organization_id AND known.word = asked.word)
        ORDER BY organization_id, word
        ON CONFLICT DO NOTHING)
      SELECT organization_id, word FROM asked JOIN analytics.search_word USING (organization_id, word)""";

  /// Only what the database was seen to hold, and not for long: it may be set back.
  private final Cache<Word, Boolean> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(Duration.ofMinutes(10)).build();

  record Word(int organization, String word) {

    static final Comparator<Word> ORDER = Comparator.comparingInt(Word::organization).thenComparing(Word::word);
  }

  /// The words of a text, in lower case.
  public static Stream<String> of(String text) {
    return BETWEEN.splitAsStream(text.toLowerCase(Locale.ROOT)).filter(word -> !word.isEmpty());
  }

  /// Adds those of a text to a batch's.
  void collect(int organization, String text, Collection<Word> words) {
    of(text).filter(word -> word.length() >= SHORTEST && word.length() <= LONGEST).limit(MOST_OF_A_TEXT)
        .map(word -> new Word(organization, word)).filter(word -> known.getIfPresent(word) == null).forEach(words::add);
  }

  /// Writes those that are new.
  void keep(Transaction transaction, TreeSet<Word> words) {
    if (words.isEmpty()) {
      return;
    }
    for (var row : transaction.run(ADD,
        Tuple.from(List.of(words.stream().map(Word::organization).toArray(Integer[]::new),
            words.stream().map(Word::word).toArray(String[]::new))))) {
      known.put(new Word(row.getInteger("organization_id"), row.getString("word")), true);
    }
  }
}
