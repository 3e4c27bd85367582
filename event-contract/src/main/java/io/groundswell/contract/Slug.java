package io.groundswell.contract;

/// The shape of names that we hand on: lower-case letters, digits, `_`, `-` and `.`, beginning with a letter or digit.
public final class Slug {

  private Slug() {
  }

  public static boolean is(String text, int longest) {
    if (text.isEmpty() || text.length() > longest) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!plain && (i == 0 || (c != '_' && c != '-' && c != '.'))) {
        return false;
      }
    }
    return true;
  }
}
