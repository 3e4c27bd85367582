package io.groundswell.exactlyonce;

/// A record that is accepted but cannot be stored, with the reason; it goes to the quarantine whole.
///
/// @param reason a stable slug: one of the destination's own, or [#REFUSED_BY_DATABASE]
/// @param detail a sentence for people, at most 500 characters, storable as text whatever the record contained
public record SetAside(Arrival arrival, String reason, String detail) {

  /// The database refused the row: SQLSTATE class 22, 23 or 54000.
  public static final String REFUSED_BY_DATABASE = "refused_by_database";

  private static final int LONGEST_DETAIL = 500;

  public SetAside {
    detail = storable(detail);
  }

  // A detail often quotes the record, and NUL or half a surrogate pair is just what may have made it unstorable.
  private static String storable(String text) {
    var clean = new StringBuilder(Math.min(text.length(), LONGEST_DETAIL));
    text.codePoints()
        .limit(LONGEST_DETAIL)
        .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? 0xFFFD : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }
}
