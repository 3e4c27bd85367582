package io.groundswell.metrics.content;

import io.groundswell.exactlyonce.Transaction;
import io.groundswell.metrics.content.ContentReader.MediaFile;
import io.groundswell.metrics.content.LatestRows.Key;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes files once each, and which post shows which.
final class MediaRows {

  // Of two descriptions of a file the later stands, of two of the same time the greater: in any order the same. What a
  // post's one file is found to be afterwards ($12) replaces what was found before by the same time.
  private static final String KEEP_FILES =
      """
      INSERT INTO analytics.media_files AS kept (organization_id, id, observed_at, url, url_md, thumbnail_url, gif_url, kind,
        width, height, duration_ms)
      SELECT DISTINCT ON (organization_id, id) * FROM unnest($1::int[], $2::uuid[], $3::timestamptz[], $4::text[],
        $5::text[], $6::text[], $7::text[], $8::text[], $9::int[], $10::int[], $11::bigint[])
        AS told (organization_id, id, observed_at, url, url_md, thumbnail_url, gif_url, kind, width, height, duration_ms)
      ORDER BY organization_id, id, observed_at DESC, coalesce(url_md, '') DESC, coalesce(thumbnail_url, '') DESC,
        coalesce(gif_url, '') DESC, coalesce(kind, '') DESC, coalesce(width, -1) DESC, coalesce(height, -1) DESC,
        coalesce(duration_ms, -1) DESC
      ON CONFLICT (organization_id, id) DO UPDATE SET observed_at = excluded.observed_at, url = excluded.url,
        url_md = excluded.url_md, thumbnail_url = excluded.thumbnail_url, gif_url = excluded.gif_url, kind = excluded.kind,
        width = excluded.width, height = excluded.height, duration_ms = excluded.duration_ms
      WHERE (excluded.observed_at, coalesce(excluded.url_md, ''), coalesce(excluded.thumbnail_url, ''),
          coalesce(excluded.gif_url, ''), coalesce(excluded.kind, ''), coalesce(excluded.width, -1),
          coalesce(excluded.height, -1), coalesce(excluded.duration_ms, -1))
        > (kept.observed_at, coalesce(kept.url_md, ''), coalesce(kept.thumbnail_url, ''), coalesce(kept.gif_url, ''),
          coalesce(kept.kind, ''), coalesce(kept.width, -1), coalesce(kept.height, -1), coalesce(kept.duration_ms, -1))
        OR (excluded.observed_at = kept.observed_at AND excluded.id = ANY($12::uuid[]))""";

  private static final String UNLINK =
      """
      DELETE FROM analytics.post_media_links AS l
      USING unnest($1::int[], $2::int[], $3::text[], $4::smallint[]) AS told (organization_id, subject_id, platform, until)
      WHERE l.organization_id = told.organization_id AND l.subject_id = told.subject_id AND l.platform = told.platform
        AND l.place < told.until""";

  private static final String LINK = """
      INSERT INTO analytics.post_media_links (organization_id, subject_id, platform, place, media_id)
      SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::smallint[], $5::uuid[])""";

  private MediaRows() {
  }

  /// A description of a file, as of a time.
  ///
  /// @param isMended whether an older observation has changed the description and left its time as it was
  record Shown(int organization, Instant observedAt, MediaFile file, boolean isMended) {

    UUID id() {
      return MediaRows.id(organization, file);
    }
  }

  /// What a post shows in its places from one on, in place of what it showed up to another.
  ///
  /// @param from the place of the first of the files; 0 is that of the post's one file, where it may have one
  /// @param until before which place what was there goes
  record Links(int from, List<MediaFile> files, int until) {

    /// The whole list is another.
    static Links all(boolean hasOne, @Nullable MediaFile one, List<MediaFile> further) {
      var files = new ArrayList<MediaFile>();
      if (hasOne && one != null) {
        files.add(one);
      }
      files.addAll(further);
      return new Links(hasOne && one == null ? 1 : 0, files, Short.MAX_VALUE);
    }

    /// The post's one file is another.
    static Links first(@Nullable MediaFile one) {
      return new Links(0, one == null ? List.of() : List.of(one), 1);
    }
  }

  private static UUID id(int organization, MediaFile file) {
    return UUID.nameUUIDFromBytes((organization + "\n" + file.url()).getBytes(StandardCharsets.UTF_8));
  }

  static void sendFiles(Transaction transaction, List<Shown> shown) {
    if (shown.isEmpty()) {
      return;
    }
    int size = shown.size();
    var organizations = new Integer[size];
    var ids = new UUID[size];
    var times = new OffsetDateTime[size];
    var texts = new @Nullable String[5][size];
    var sides = new @Nullable Integer[2][size];
    var durations = new @Nullable Long[size];
    for (int i = 0; i < size; i++) {
      var file = shown.get(i).file();
      organizations[i] = shown.get(i).organization();
      ids[i] = shown.get(i).id();
      times[i] = shown.get(i).observedAt().atOffset(ZoneOffset.UTC);
      texts[0][i] = file.url();
      texts[1][i] = file.urlMd();
      texts[2][i] = file.thumbnailUrl();
      texts[3][i] = file.gifUrl();
      texts[4][i] = file.kind();
      sides[0][i] = file.width() == null ? null : file.width().intValue();
      sides[1][i] = file.height() == null ? null : file.height().intValue();
      durations[i] = file.durationMillis();
    }
    transaction.send(KEEP_FILES,
        Tuple.from(Arrays.asList(organizations, ids, times, texts[0], texts[1], texts[2], texts[3],
            texts[4], sides[0], sides[1], durations,
            shown.stream().filter(Shown::isMended).map(Shown::id).toArray(UUID[]::new))));
  }

  /// Replaces the lists of these posts.
  static void sendLinks(Transaction transaction, SortedMap<Key, Links> links) {
    if (links.isEmpty()) {
      return;
    }
    var posts = List.copyOf(links.keySet());
    transaction.send(UNLINK, Tuple.of(posts.stream().map(Key::organization).toArray(Integer[]::new),
        posts.stream().map(Key::subject).toArray(Integer[]::new),
        posts.stream().map(Key::platform).toArray(String[]::new),
        links.values().stream().map(each -> (short) each.until()).toArray(Short[]::new)));
    var organizations = new ArrayList<Integer>();
    var subjects = new ArrayList<Integer>();
    var platforms = new ArrayList<String>();
    var places = new ArrayList<Short>();
    var ids = new ArrayList<UUID>();
    links.forEach((post, shown) -> {
      for (int i = 0; i < shown.files().size(); i++) {
        organizations.add(post.organization());
        subjects.add(post.subject());
        platforms.add(post.platform());
        places.add((short) (shown.from() + i));
        ids.add(id(post.organization(), shown.files().get(i)));
      }
    });
    if (!ids.isEmpty()) {
      transaction.send(LINK, Tuple.of(organizations.toArray(Integer[]::new), subjects.toArray(Integer[]::new),
          platforms.toArray(String[]::new), places.toArray(Short[]::new), ids.toArray(UUID[]::new)));
    }
  }
}
