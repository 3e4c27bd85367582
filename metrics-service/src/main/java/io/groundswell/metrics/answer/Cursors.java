package io.groundswell.metrics.answer;

import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Where a page ends, written as one word that means nothing to those who carry it to the next question.
public final class Cursors {

  /// More characters than any of ours has, and few enough for the numbers in it to be read.
  private static final int LONGEST = 200;

  private Cursors() {
  }

  /// @param words of ASCII, none with a space but the last
  public static String text(Object... words) {
    var text = Arrays.stream(words).map(String::valueOf).collect(Collectors.joining(" "));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// @param words how many [#text] was given
  /// @param place reads them, and throws whatever comes of words that are not ours
  /// @throws ProblemException 400 where no page gave the cursor
  public static <T> T read(String cursor, int words, Function<List<String>, T> place) {
    try {
      if (cursor.length() > LONGEST) {
        throw new IllegalArgumentException("longer than any of ours");
      }
      var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
      return place.apply(List.of(text.split(" ", words)));
    } catch (RuntimeException notOurs) {
      throw new ProblemException(Problem.parameter("cursor", "must be what a page gave as next"));
    }
  }
}
