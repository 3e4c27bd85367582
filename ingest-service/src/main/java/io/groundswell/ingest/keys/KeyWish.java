package io.groundswell.ingest.keys;

import io.groundswell.groundwork.access.KeySettings;
import io.groundswell.groundwork.problem.Fields;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A key as somebody wants it.
///
/// @param name what it is for; the keys of one name follow each other, and at most two of them are in force at a time
/// @param defaultPlatform the platform of events that name none
/// @param userId whose it is, null for nobody's in particular
public record KeyWish(String name, KeyKind kind, String defaultPlatform, KeySettings settings, @Nullable String userId,
    @Nullable Instant expiresAt) {

  private static final Set<String> MEMBERS = Set.of("name", "kind", "defaultPlatform", "stampMissingTime", "rateLimit",
      "byteLimit", "corsOrigins", "userId", "expiresAt");
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._/@:+-]{0,63}");
  private static final Pattern KIND = Pattern.compile("write|backfill|read|admin");
  private static final Pattern PLATFORM = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,31}");
  private static final Pattern USER = Pattern.compile("[^\\p{Cntrl}]{1,256}");
  private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.-]{1,253}(:[0-9]{1,5})?");
  private static final int MOST_ORIGINS = 20;

  /// @throws io.groundswell.groundwork.problem.ProblemException 400, with the member and its rule
  public static KeyWish of(byte[] body, Instant now) {
    var fields = Fields.of(body, MEMBERS);
    var name =
        fields.text("name", NAME, "has 1 to 64 letters, digits, spaces or . _ / @ : + - and begins with a letter "
            + "or digit");
    var kind = KeyKind.of(fields.text("kind", KIND, "is write, backfill, read or admin"));
    var platform = fields.findText("defaultPlatform", PLATFORM, "is a lower-case slug of up to 32 characters");
    var events = fields.findCount("rateLimit", Integer.MAX_VALUE);
    var settings = new KeySettings(fields.flag("stampMissingTime"), events == null ? null : events.intValue(),
        fields.findCount("byteLimit", Long.MAX_VALUE), Set.copyOf(fields.texts("corsOrigins", MOST_ORIGINS, ORIGIN,
            "is an array of at most " + MOST_ORIGINS + " origins like https://app.example, without a path")));
    return new KeyWish(name, kind, platform == null ? "other" : platform, settings,
        fields.findText("userId", USER, "is the name of a member, up to 256 characters"),
        fields.findFuture("expiresAt", now));
  }

  /// The first key of an organisation.
  public static KeyWish first() {
    return new KeyWish("admin", KeyKind.ADMIN, "other", KeySettings.USUAL, null, null);
  }
}
