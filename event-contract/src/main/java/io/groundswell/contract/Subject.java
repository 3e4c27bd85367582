package io.groundswell.contract;

import org.jspecify.annotations.Nullable;

/// What an event is about: `post/9f3`, `hashtag/foo`, `ticker/AAPL`.
///
/// @param type lower-case slug of at most 64 characters
/// @param id any text without control characters, 1 to 256 characters; may itself contain slashes
public record Subject(String type, String id) {

  static final int LONGEST_ID = 256;

  public Subject {
    if (!Slug.is(type, 64)) {
      throw new IllegalArgumentException("subject type must be a lower-case slug of at most 64 characters");
    }
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      throw new IllegalArgumentException("subject id must have 1 to " + LONGEST_ID + " characters");
    }
  }

  /// The subject in `type/id`, or null where the text is not of that form.
  public static @Nullable Subject find(String text) {
    int slash = text.indexOf('/');
    if (slash < 1 || !Slug.is(text.substring(0, slash), 64)) {
      return null;
    }
    var id = text.substring(slash + 1);
    return id.isEmpty() || id.length() > LONGEST_ID ? null : new Subject(text.substring(0, slash), id);
  }

  @Override
  public String toString() {
    return type + "/" + id;
  }
}
