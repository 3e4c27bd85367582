package io.groundswell.groundwork.problem;

import io.groundswell.contract.Rfc3339;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Reads the parameters of a URL: forgiving where what was meant is certain, and otherwise refusing with the
/// parameter's name.
public final class Parameter {

  private static final int PLACE_OF_OFFSET = 19;

  private Parameter() {
  }

  /// A time of RFC 3339. A plus sign that was not encoded arrives as a space, and is taken for what it was.
  ///
  /// @throws ProblemException 400
  public static Instant time(String name, String text) {
    var instant = Rfc3339.find(text.length() > PLACE_OF_OFFSET
        ? text.substring(0, PLACE_OF_OFFSET) + text.substring(PLACE_OF_OFFSET).replace(' ', '+') : text);
    if (instant == null) {
      throw new ProblemException(Problem.parameter(name, "must be a time of RFC 3339, such as 2026-11-20T17:00:00Z"));
    }
    return instant;
  }

  /// A text as PostgreSQL can take it. [TextParameters] asks this of every parameter of every resource.
  ///
  /// @throws ProblemException 400
  static String text(String name, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new ProblemException(Problem.parameter(name, "must not contain U+0000"));
    }
    return text;
  }

  /// A whole number from 1 to the highest allowed.
  ///
  /// @param usual where the parameter is not there
  /// @throws ProblemException 400
  public static int count(String name, @Nullable String text, int usual, int highest) {
    if (text == null) {
      return usual;
    }
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= highest) {
        return number;
      }
    }
    throw new ProblemException(Problem.parameter(name, "must be a whole number from 1 to " + highest));
  }
}
