package io.groundswell.metrics.content;

import io.groundswell.contract.Rfc3339;
import io.groundswell.metrics.content.LatestRows.Column;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Understands what an event says of a post and its creator. A member that is not there says nothing; null says that
/// there is no value any more. The edge has refused what is of a wrong shape; what came past it counts as not there.
final class ContentReader {

  static final List<Column> OF_A_POST = List.of(new Column("creator_id", "int"), new Column("media", "int"),
      new Column("user_id", "bigint"), new Column("posted_at", "timestamptz", "told.first_seen"),
      new Column("updated_at", "timestamptz"), new Column("is_reply", "boolean"), new Column("text", "text"),
      new Column("permalink", "text"), new Column("generation_id", "text"), new Column("task_id", "text"));

  static final List<Column> OF_A_CREATOR = List.of(new Column("user_id", "bigint"), new Column("username", "text"),
      new Column("display_name", "text"), new Column("profile_picture_url", "text"), new Column("permalink", "text"),
      new Column("verified", "boolean"), new Column("follower_count", "bigint"),
      new Column("following_count", "bigint"), new Column("post_count", "bigint"));

  static final int CREATOR_ID = 0;
  static final int MEDIA = 1;
  static final int TEXT = 6;

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// The members by which a post names its one file, and what they are called in a file.
  private static final Map<String, String> ONE_FILE = Map.of("video_url", "url", "video_url_md", "url_md",
      "thumbnail_url", "thumbnail_url", "gif_url", "gif_url", "width", "width", "height", "height");

  private ContentReader() {
  }

  /// @param post what is said of the post, null where the event is about a creator
  /// @param creatorId how the platform calls the creator of the post; null where the event does not say
  /// @param creator what is said of the creator; null where nothing is
  /// @param media the files of the post in order; null where the event does not say
  record Content(@Nullable Known post, @Nullable String creatorId, @Nullable Known creator,
      @Nullable List<MediaFile> media, @Nullable Personality personality) {
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
    var media = media(data);
    if (media != null) {
      // Not the list but a mark of it: enough to see whether it is another one, and to settle on one of two of the same
      // time.
      post.tell(MEDIA, told.observedAt(), mark(media));
    }
    return new Content(post, creatorId == null || creatorId.isEmpty() ? null : creatorId, creator, media, null);
  }

  /// Recognises a list of files; null for an empty one.
  static @Nullable String mark(List<MediaFile> media) {
    return media.isEmpty() ? null : Integer.toString(media.stream().map(MediaFile::url).toList().hashCode());
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

  private static @Nullable List<MediaFile> media(JsonObject data) {
    boolean namesOne = ONE_FILE.keySet().stream().anyMatch(data::containsKey);
    if (!namesOne && !data.containsKey("media")) {
      return null;
    }
    var files = new ArrayList<MediaFile>();
    if (namesOne) {
      var object = new JsonObject();
      ONE_FILE.forEach((member, name) -> object.put(name, data.getValue(member)));
      if (object.getValue("url") == null) {
        var instead = object.getString("url_md", object.getString("gif_url", object.getString("thumbnail_url")));
        object.put("url", instead);
      }
      add(files, object.put("kind", "video"));
    }
    if (data.getValue("media") instanceof JsonArray array) {
      array.forEach(each -> {
        if (each instanceof JsonObject object) {
          add(files, object);
        }
      });
    }
    return files;
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
