package io.groundswell.metrics.content;

import io.groundswell.contract.Rfc3339;
import io.groundswell.metrics.content.LatestRows.Column;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Understands what an event says of a post and its creator. A member that is not there says nothing; null says that
/// there is no value any more. The edge has refused what is of a wrong shape; what came past it counts as not there.
final class ContentReader {

  static final List<Column> OF_A_POST = List.of(new Column("creator_id", "int"), new Column("media", "int"),
      new Column("user_id", "bigint"), new Column("posted_at", "timestamptz", "told.first_seen"),
      new Column("updated_at", "timestamptz"), new Column("is_reply", "boolean"), new Column("text", "text"),
      new Column("permalink", "text"), new Column("generation_id", "text"), new Column("task_id", "text"),
      new Column("video_url", "text"), new Column("video_url_md", "text"), new Column("thumbnail_url", "text"),
      new Column("gif_url", "text"), new Column("width", "int"), new Column("height", "int"));

  static final List<Column> OF_A_CREATOR = List.of(new Column("user_id", "bigint"), new Column("username", "text"),
      new Column("display_name", "text"), new Column("profile_picture_url", "text"), new Column("permalink", "text"),
      new Column("verified", "boolean"), new Column("follower_count", "bigint"),
      new Column("following_count", "bigint"), new Column("post_count", "bigint"));

  static final int CREATOR_ID = 0;
  static final int MEDIA = 1;
  static final int TEXT = 6;

  /// The first and the last of the members of a post's one file.
  private static final int VIDEO_URL = 10;
  private static final int VIDEO_URL_MD = 11;
  private static final int THUMBNAIL_URL = 12;
  private static final int GIF_URL = 13;
  private static final int WIDTH = 14;
  private static final int HEIGHT = 15;

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ContentReader() {
  }

  /// @param post what is said of the post, null where the event is about a creator
  /// @param creatorId how the platform calls the creator of the post; null where the event does not say
  /// @param creator what is said of the creator; null where nothing is
  /// @param list what the event says of the list of the post's files; null where it says nothing of it
  record Content(@Nullable Known post, @Nullable String creatorId, @Nullable Known creator,
      @Nullable FileList list, @Nullable Personality personality) {
  }

  /// Which files a post shows.
  ///
  /// @param hasOne whether the one that is put together of the post's own members comes first
  /// @param further those of `media`
  record FileList(boolean hasOne, List<MediaFile> further) {

    /// Not the list but a mark of it: enough to see whether it is another one, and to settle on one of two of the same
    /// time. Odd with the one file, null for a list of none.
    @Nullable
    String mark() {
      int hash = further.stream().map(MediaFile::url).toList().hashCode();
      return !hasOne && further.isEmpty() ? null : Integer.toString(hash << 1 | (hasOne ? 1 : 0));
    }
  }

  /// A file by its URL, with its renditions.
  record MediaFile(String url, @Nullable String urlMd, @Nullable String thumbnailUrl, @Nullable String gifUrl,
      @Nullable String kind, @Nullable Long width, @Nullable Long height, @Nullable Long durationMillis) {
  }

  /// Each part as JSON.
  record Personality(Instant analyzedAt, String traits, String interests, String communicationStyle) {
  }

  /// Null where the event tells of no content.
  static @Nullable Content read(Told told) {
    var data = new JsonObject(told.data());
    boolean isOfCreator = told.type().equals("creator.updated");
    if (!told.subjectType().equals(isOfCreator ? "creator" : "post")) {
      return null;
    }
    if (isOfCreator) {
      return new Content(null, null, profile(data, told), null, personality(data, told.observedAt()));
    }
    var post = known(OF_A_POST, data, told);
    var profile = data.getValue("creator") instanceof JsonObject object ? object : null;
    var creatorId = profile != null && profile.getValue("id") instanceof String id ? id
        : data.getValue("creator_id") instanceof String id ? id : null;
    var creator = creatorId == null ? null : profile == null ? new Known(OF_A_CREATOR.size()) : profile(profile, told);
    var list = list(data);
    if (list != null) {
      post.tell(MEDIA, told.observedAt(), list.mark());
    }
    return new Content(post, creatorId == null || creatorId.isEmpty() ? null : creatorId, creator, list, null);
  }

  /// Whether a post shows its one file: as the latest `video_url` or `media` has it, and where neither was ever said.
  static boolean hasOne(Known post) {
    var mark = post.value(MEDIA);
    return post.time(MEDIA) == null
        || (mark != null && Integer.parseInt(mark) % 2 != 0 && post.time(VIDEO_URL) != null);
  }

  /// A post's one file, of the latest that was said of each of its members; null where it has none.
  static @Nullable MediaFile one(Known post) {
    for (int name : List.of(VIDEO_URL, VIDEO_URL_MD, GIF_URL, THUMBNAIL_URL)) {
      var url = post.value(name);
      if (url != null) {
        return new MediaFile(url, post.value(VIDEO_URL_MD), post.value(THUMBNAIL_URL), post.value(GIF_URL), "video",
            number(post.value(WIDTH)), number(post.value(HEIGHT)), null);
      }
    }
    return null;
  }

  /// When something was last said of a post's one file; null for never.
  static @Nullable Instant toldOfOne(Known post) {
    return IntStream.rangeClosed(VIDEO_URL, HEIGHT).mapToObj(post::time).filter(Objects::nonNull)
        .max(Comparator.naturalOrder()).orElse(null);
  }

  private static @Nullable Long number(@Nullable String text) {
    return text == null ? null : Long.valueOf(text);
  }

  private static Known profile(JsonObject data, Told told) {
    return known(OF_A_CREATOR, data, told);
  }

  private static Known known(List<Column> columns, JsonObject data, Told told) {
    var known = new Known(columns.size());
    for (int column = 0; column < columns.size(); column++) {
      var name = columns.get(column).name();
      if (name.equals("user_id")) {
        if (told.person() != null) {
          known.tell(column, told.observedAt(), told.person().toString());
        }
      } else if (!name.equals("creator_id") && !name.equals("media") && data.containsKey(name)) {
        var value = data.getValue(name);
        var text = text(columns.get(column).type(), value);
        if (text != null || value == null) {
          known.tell(column, told.observedAt(), text);
        }
      }
    }
    return known;
  }

  private static @Nullable String text(String type, @Nullable Object value) {
    return switch (type) {
      case "timestamptz" -> time(value);
      case "boolean" -> value instanceof Boolean flag ? flag.toString() : null;
      case "int" -> value instanceof Integer whole ? whole.toString() : null;
      case "bigint" -> value instanceof Integer || value instanceof Long ? value.toString() : null;
      default -> value instanceof String text ? text : null;
    };
  }

  private static @Nullable String time(@Nullable Object value) {
    var instant = instant(value);
    return instant == null ? null : MICROS.format(instant);
  }

  private static @Nullable Instant instant(@Nullable Object value) {
    return switch (value) {
      case String text -> Rfc3339.find(text);
      case Integer seconds -> Instant.ofEpochSecond(seconds);
      case Long seconds when seconds <= 253_402_300_799L && seconds >= 0 -> Instant.ofEpochSecond(seconds);
      case null, default -> null;
    };
  }

  private static @Nullable FileList list(JsonObject data) {
    boolean hasOne = data.containsKey("video_url");
    if (!hasOne && !data.containsKey("media")) {
      return null;
    }
    var files = new ArrayList<MediaFile>();
    if (data.getValue("media") instanceof JsonArray array) {
      array.forEach(each -> {
        if (each instanceof JsonObject object) {
          add(files, object);
        }
      });
    }
    return new FileList(hasOne, files);
  }

  private static void add(List<MediaFile> files, JsonObject object) {
    if (object.getValue("url") instanceof String url) {
      files.add(new MediaFile(url, text("text", object.getValue("url_md")), text("text", object
          .getValue("thumbnail_url")), text("text", object.getValue("gif_url")), text("text", object.getValue("kind")),
          number(object, "width"), number(object, "height"), number(object, "duration_ms")));
    }
  }

  private static @Nullable Long number(JsonObject object, String name) {
    return object.getValue(name) instanceof Number number ? number.longValue() : null;
  }

  private static @Nullable Personality personality(JsonObject data, Instant observedAt) {
    if (!(data.getValue("personality") instanceof JsonObject analysis)) {
      return null;
    }
    var said = instant(analysis.getValue("analyzed_at"));
    return new Personality(said == null ? observedAt : said, json(analysis, "traits"), json(analysis, "interests"),
        json(analysis, "communication_style"));
  }

  private static String json(JsonObject object, String name) {
    return switch (object.getValue(name)) {
      case JsonObject part -> part.encode();
      case JsonArray part -> part.encode();
      case null, default -> "{}";
    };
  }
}
