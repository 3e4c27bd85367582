package io.groundswell.metrics.content;

import io.groundswell.contract.Subject;
import io.groundswell.exactlyonce.Transaction;
import io.groundswell.metrics.content.ContentReader.Content;
import io.groundswell.metrics.content.ContentReader.FileList;
import io.groundswell.metrics.content.ContentReader.MediaFile;
import io.groundswell.metrics.content.ContentReader.Personality;
import io.groundswell.metrics.content.LatestRows.Key;
import io.groundswell.metrics.content.LatestRows.Outcome;
import io.groundswell.metrics.content.LatestRows.Sighting;
import io.groundswell.metrics.dictionary.Dictionaries;
import io.groundswell.metrics.dictionary.SubjectName;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Keeps posts, creators and their files up to date with the events of one batch.
///
/// Always in this order, and each table by its key, so that no two batches wait for each other in a circle: posts,
/// creators, files, links, analyses, counts.
public final class ContentLog {

  private static final LatestRows POSTS = new LatestRows("analytics.posts", ContentReader.OF_A_POST);
  private static final LatestRows CREATORS = new LatestRows("analytics.creators", ContentReader.OF_A_CREATOR);

  private static final String COUNT = """
      INSERT INTO analytics.content_hour AS kept (organization_id, platform, hour, posts, creators, kpartition)
      SELECT told.*, $6 FROM unnest($1::int[], $2::text[], $3::timestamptz[], $4::bigint[], $5::bigint[]) AS told
      ON CONFLICT (organization_id, platform, hour, kpartition) DO UPDATE SET posts = kept.posts + excluded.posts,
        creators = kept.creators + excluded.creators""";

  private ContentLog() {
  }

  /// Writes what these events tell; some of it may still be under way when this returns.
  ///
  /// @param partition whose batch it is
  /// @param stored those that were new, and no others: a duplicate tells nothing
  public static void keep(Transaction transaction, int partition, List<Told> stored, Dictionaries.Numbers numbers,
      SearchWords words) {
    var contents = new ArrayList<Map.Entry<Told, Content>>();
    for (var told : stored) {
      var content = ContentReader.read(told);
      if (content != null) {
        contents.add(Map.entry(told, content));
      }
    }
    if (contents.isEmpty()) {
      return;
    }
    var creatorNumbers = creatorNumbers(transaction, contents, numbers);
    var posts = new TreeMap<Key, Sighting>();
    var creators = new TreeMap<Key, Sighting>();
    var lists = new HashMap<Key, Map<String, FileList>>();
    var shown = new ArrayList<MediaRows.Shown>();
    var analyses = new ArrayList<Map.Entry<Key, Personality>>();
    var written = new TreeSet<>(SearchWords.Word.ORDER);
    for (var entry : contents) {
      var told = entry.getKey();
      var content = entry.getValue();
      var about = new Key(told.organization(), told.subject(), told.platform());
      var creator = content.post() == null ? about : creatorOf(told, content, creatorNumbers);
      if (content.post() != null) {
        if (creator != null) {
          content.post().tell(ContentReader.CREATOR_ID, told.observedAt(), Integer.toString(creator.subject()));
        }
        var text = content.post().value(ContentReader.TEXT);
        if (text != null) {
          words.collect(told.organization(), text, written);
        }
        posts.merge(about, sighting(told, content.post()), Sighting::join);
      }
      if (creator != null && content.creator() != null) {
        creators.merge(creator, sighting(told, content.creator()), Sighting::join);
      }
      var list = content.list();
      if (list != null) {
        lists.computeIfAbsent(about, none -> new HashMap<>()).put(String.valueOf(list.mark()), list);
        list.further().forEach(file -> shown.add(new MediaRows.Shown(told.organization(), told.observedAt(), file,
            false)));
      }
      if (content.personality() != null) {
        analyses.add(Map.entry(about, content.personality()));
      }
    }
    var postOutcomes = POSTS.merge(transaction, posts);
    var creatorOutcomes = CREATORS.merge(transaction, creators);
    var links = changedLists(postOutcomes, lists, shown);
    MediaRows.sendFiles(transaction, shown);
    MediaRows.sendLinks(transaction, links);
    PersonalityRows.send(transaction, analyses);
    words.keep(transaction, written);
    count(transaction, partition, postOutcomes, creatorOutcomes);
  }

  private static Map<SubjectName, Integer> creatorNumbers(Transaction transaction,
      List<Map.Entry<Told, Content>> contents, Dictionaries.Numbers numbers) {
    var names = contents.stream().filter(entry -> entry.getValue().creatorId() != null)
        .map(entry -> creatorName(entry.getKey(), entry.getValue())).distinct().toList();
    var found = new HashMap<SubjectName, Integer>();
    if (!names.isEmpty()) {
      var ids = numbers.subjects(names, transaction);
      for (int i = 0; i < ids.length; i++) {
        found.put(names.get(i), (int) ids[i]);
      }
    }
    return found;
  }

  private static SubjectName creatorName(Told told, Content content) {
    return new SubjectName(told.organization(),
        new Subject("creator", Objects.requireNonNull(content.creatorId())));
  }

  private static @Nullable Key creatorOf(Told told, Content content,
      Map<SubjectName, Integer> numbers) {
    if (content.creatorId() == null) {
      return null;
    }
    return new Key(told.organization(), Objects.requireNonNull(numbers.get(creatorName(told, content))),
        told.platform());
  }

  private static Sighting sighting(Told told, Known known) {
    return new Sighting(told.observedAt(), told.receivedAt(), known);
  }

  /// What posts show now that is not what they showed before. Of the lists of `media` only those of this batch are
  /// known, and no other can have become the latest by it.
  ///
  /// @param shown takes up the one files of which something was told
  private static TreeMap<Key, MediaRows.Links> changedLists(Map<Key, Outcome> posts,
      Map<Key, Map<String, FileList>> lists, List<MediaRows.Shown> shown) {
    var changed = new TreeMap<Key, MediaRows.Links>();
    posts.forEach((post, outcome) -> {
      var now = outcome.after().known();
      var before = outcome.before() == null ? new Known(now.columns()) : outcome.before().known();
      boolean hasOne = ContentReader.hasOne(now);
      boolean hadOne = ContentReader.hasOne(before);
      var one = ContentReader.one(now);
      var oneBefore = ContentReader.one(before);
      var mark = String.valueOf(now.value(ContentReader.MEDIA));
      boolean isAnother = hasOne != hadOne || !mark.equals(String.valueOf(before.value(ContentReader.MEDIA)));
      var list = isAnother ? lists.getOrDefault(post, Map.of()).get(mark) : null;
      if (list != null) {
        changed.put(post, MediaRows.Links.all(hasOne, one, list.further()));
      } else if (hasOne && !(hadOne && Objects.equals(url(one), url(oneBefore)))) {
        changed.put(post, MediaRows.Links.first(one));
      }
      var at = ContentReader.toldOfOne(now);
      var atBefore = ContentReader.toldOfOne(before);
      if (hasOne && one != null && at != null && !(hadOne && one.equals(oneBefore) && at.equals(atBefore))) {
        shown.add(new MediaRows.Shown(post.organization(), at, one, at.equals(atBefore)));
      }
    });
    return changed;
  }

  private static @Nullable String url(@Nullable MediaFile file) {
    return file == null ? null : file.url();
  }

  private record Hour(int organization, String platform, Instant hour) {

    private static final Comparator<Hour> ORDER = Comparator.comparingInt(Hour::organization)
        .thenComparing(Hour::platform)
        .thenComparing(Hour::hour);
  }

  private static void count(Transaction transaction, int partition, Map<Key, Outcome> posts,
      Map<Key, Outcome> creators) {
    var counts = new TreeMap<Hour, long[]>(Hour.ORDER);
    add(counts, posts, 0);
    add(counts, creators, 1);
    if (counts.isEmpty()) {
      return;
    }
    var hours = counts.entrySet().stream().toList();
    transaction.send(COUNT, Tuple.of(
        hours.stream().map(entry -> entry.getKey().organization).toArray(Integer[]::new),
        hours.stream().map(entry -> entry.getKey().platform).toArray(String[]::new),
        hours.stream().map(entry -> entry.getKey().hour.atOffset(ZoneOffset.UTC)).toArray(OffsetDateTime[]::new),
        hours.stream().map(entry -> entry.getValue()[0]).toArray(Long[]::new),
        hours.stream().map(entry -> entry.getValue()[1]).toArray(Long[]::new), partition));
  }

  private static void add(Map<Hour, long[]> counts, Map<Key, Outcome> outcomes, int place) {
    outcomes.forEach((key, outcome) -> {
      if (outcome.before() == null) {
        var hour = outcome.after().indexedAt().truncatedTo(ChronoUnit.HOURS);
        counts.computeIfAbsent(new Hour(key.organization(), key.platform(), hour), none -> new long[2])[place]++;
      }
    });
  }
}
