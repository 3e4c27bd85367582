package io.groundswell.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the members of a post, a profile, an engagement and a session may be. Members without a row here may be
/// anything; null always says "no longer".
final class ContentShapes {

  private static final int LONGEST_NAME = 256;
  private static final long LARGEST_COUNT = 999_999_999_999_999L;
  private static final int LARGEST_SIDE = 1_000_000;
  private static final int LONGEST_WORD = 50;
  private static final int MOST_GENRES = 20;
  private static final int MOST_DIGITS = 40;

  /// One kind of value, and its rule in words that follow the member's name.
  private enum Shape {
    TEXT("must be text"),
    NAME("must be text of 1 to 256 characters"),
    TIME("must be a time of RFC 3339, or seconds since 1970"),
    FLAG("must be true or false"),
    SIDE("must be a whole number from 0 to 1000000"),
    COUNT("must be a whole number from 0 on"),
    DOCUMENT("must be an object or an array"),
    WORD("must be text of 1 to 50 characters"),
    AMOUNT("must be a number from 0 to 1000000000"),
    RATING("must be a whole number from 1 to 10"),
    SCORE("must be a number from 0 to 999.99 with at most two decimals"),
    GENRES("must be an array of at most 20 texts of 1 to 50 characters"),
    DEVICE(
        "must be an object whose screen_size, connection_speed and preferred_quality are texts of 1 to 50 characters"),
    PROFILE("must be an object with the creator's id, and the members of a profile"),
    MEDIA("must be an array of objects, each with its url");

    private final String rule;

    Shape(String rule) {
      this.rule = rule;
    }
  }

  private static final Map<String, Shape> OF_A_PROFILE = Map.ofEntries(
      Map.entry("id", Shape.NAME), Map.entry("username", Shape.NAME), Map.entry("display_name", Shape.TEXT),
      Map.entry("profile_picture_url", Shape.TEXT), Map.entry("permalink", Shape.TEXT),
      Map.entry("verified", Shape.FLAG), Map.entry("follower_count", Shape.COUNT),
      Map.entry("following_count", Shape.COUNT), Map.entry("post_count", Shape.COUNT));

  private static final Map<String, Shape> OF_A_FILE = Map.of("url", Shape.TEXT, "url_md", Shape.TEXT,
      "thumbnail_url", Shape.TEXT, "gif_url", Shape.TEXT, "kind", Shape.NAME, "width", Shape.SIDE, "height", Shape.SIDE,
      "duration_ms", Shape.COUNT);

  private static final Map<String, Shape> AT_THE_TOP = Map.ofEntries(
      Map.entry("text", Shape.TEXT), Map.entry("permalink", Shape.TEXT), Map.entry("posted_at", Shape.TIME),
      Map.entry("updated_at", Shape.TIME), Map.entry("generation_id", Shape.NAME), Map.entry("task_id", Shape.NAME),
      Map.entry("is_reply", Shape.FLAG), Map.entry("video_url", Shape.TEXT), Map.entry("video_url_md", Shape.TEXT),
      Map.entry("thumbnail_url", Shape.TEXT), Map.entry("gif_url", Shape.TEXT), Map.entry("width", Shape.SIDE),
      Map.entry("height", Shape.SIDE), Map.entry("media", Shape.MEDIA), Map.entry("creator_id", Shape.NAME),
      Map.entry("creator", Shape.PROFILE), Map.entry("username", Shape.NAME), Map.entry("display_name", Shape.TEXT),
      Map.entry("profile_picture_url", Shape.TEXT), Map.entry("verified", Shape.FLAG),
      Map.entry("personality", Shape.DOCUMENT));

  private static final Map<String, Shape> OF_A_DEVICE =
      Map.of("screen_size", Shape.WORD, "connection_speed", Shape.WORD, "preferred_quality", Shape.WORD);

  private static final Map<String, Shape> OF_AN_ENGAGEMENT = Map.of("rating", Shape.RATING, "score", Shape.SCORE,
      "feedback_type", Shape.WORD, "clicked", Shape.FLAG, "watched", Shape.FLAG, "device", Shape.DEVICE, "genres",
      Shape.GENRES);

  private static final Map<String, Shape> OF_A_SESSION = Map.of("length_minutes", Shape.AMOUNT, "watch_seconds",
      Shape.AMOUNT, "binge", Shape.FLAG, "genres", Shape.GENRES);

  private ContentShapes() {
  }

  /// Reads the value of a member to its end.
  ///
  /// @return the rule that it breaks, or null
  static @Nullable String broken(String type, String member, JsonParser parser) throws IOException {
    var shape = (switch (type) {
      case "content.engaged" -> OF_AN_ENGAGEMENT;
      case "session.ended" -> OF_A_SESSION;
      default -> AT_THE_TOP;
    }).get(member);
    if (shape == null || fits(shape, parser)) {
      parser.skipChildren();
      return null;
    }
    return member + " " + shape.rule;
  }

  private static boolean fits(Shape shape, JsonParser parser) throws IOException {
    var token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return true;
    }
    return switch (shape) {
      case TEXT -> token == JsonToken.VALUE_STRING;
      case NAME -> token == JsonToken.VALUE_STRING && parser.getTextLength() >= 1
          && parser.getTextLength() <= LONGEST_NAME;
      case TIME -> token == JsonToken.VALUE_STRING ? Rfc3339.find(parser.getText()) != null : isWhole(parser,
          253_402_300_799L);
      case FLAG -> token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
      case SIDE -> isWhole(parser, LARGEST_SIDE);
      case COUNT -> isWhole(parser, LARGEST_COUNT);
      case WORD -> isWord(parser);
      case AMOUNT -> isNumber(parser, new BigDecimal(1_000_000_000), 15);
      case RATING -> isWhole(parser, 10) && parser.getLongValue() >= 1;
      case SCORE -> isNumber(parser, new BigDecimal("999.99"), 2);
      case GENRES -> token == JsonToken.START_ARRAY && holdsWords(parser);
      case DEVICE -> token == JsonToken.START_OBJECT && hasMembers(parser, OF_A_DEVICE, null);
      case DOCUMENT -> token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
      case PROFILE -> token == JsonToken.START_OBJECT && hasMembers(parser, OF_A_PROFILE, "id");
      case MEDIA -> token == JsonToken.START_ARRAY && holdsFiles(parser);
    };
  }

  private static boolean isWord(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() >= 1
        && parser.getTextLength() <= LONGEST_WORD;
  }

  private static boolean isNumber(JsonParser parser, BigDecimal largest, int decimals) throws IOException {
    if (!parser.currentToken().isNumeric()) {
      return false;
    }
    var number = parser.getDecimalValue();
    return number.signum() >= 0 && number.compareTo(largest) <= 0 && number.precision() <= MOST_DIGITS
        && number.stripTrailingZeros().scale() <= decimals;
  }

  private static boolean holdsWords(JsonParser parser) throws IOException {
    boolean fits = true;
    int words = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      fits &= isWord(parser);
      parser.skipChildren();
      words++;
    }
    return fits && words <= MOST_GENRES;
  }

  private static boolean isWhole(JsonParser parser, long largest) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        && parser.getLongValue() >= 0 && parser.getLongValue() <= largest;
  }

  private static boolean holdsFiles(JsonParser parser) throws IOException {
    boolean fits = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        fits &= hasMembers(parser, OF_A_FILE, "url");
      } else {
        parser.skipChildren();
        fits = false;
      }
    }
    return fits;
  }

  /// Goes to the object's end, whatever it finds.
  private static boolean hasMembers(JsonParser parser, Map<String, Shape> shapes, @Nullable String required)
      throws IOException {
    boolean fits = true;
    boolean found = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = parser.currentName();
      var token = parser.nextToken();
      var shape = shapes.get(name);
      fits &= shape == null || fits(shape, parser);
      found |= name.equals(required) && token == JsonToken.VALUE_STRING;
      parser.skipChildren();
    }
    return fits && (found || required == null);
  }
}
