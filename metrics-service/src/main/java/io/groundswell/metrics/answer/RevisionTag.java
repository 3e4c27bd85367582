package io.groundswell.metrics.answer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Recognises an answer that would be the same again: a weak ETag (RFC 9110, 8.8.1) over the question, the revisions of
/// what it is made of, and how much of it is complete. Weak, because `completeThrough` goes on while everything else
/// stays; it is in [Completeness#HEADER] of every answer.
///
/// @param text with its quotation marks
public record RevisionTag(String text) {

  private static final int BYTES = 12;

  public static RevisionTag of(@Nullable Object... parts) {
    var text = String.join("\n", Stream.of(parts).map(String::valueOf).toList());
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return new RevisionTag("W/\"" + HexFormat.of().formatHex(hash, 0, BYTES) + "\"");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /// One for several answers together.
  public static RevisionTag of(List<RevisionTag> tags) {
    return tags.size() == 1 ? tags.getFirst() : of(tags.toArray());
  }

  /// Whether `If-None-Match` names it, by the weak comparison of RFC 9110, 13.1.2.
  public boolean isNamedBy(@Nullable String ifNoneMatch) {
    return ifNoneMatch != null && Stream.of(ifNoneMatch.split(","))
        .map(String::strip)
        .anyMatch(one -> one.equals("*") || opaque(one).equals(opaque(text)));
  }

  private static String opaque(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }
}
