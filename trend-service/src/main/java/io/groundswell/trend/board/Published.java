package io.groundswell.trend.board;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A board in force, and what was answered of it: it never changes, so each question is put into words once.
record Published(Board board, Map<Question, byte[]> answers) {

  /// Dashboards ask the same few; whoever asks all there are is answered as well, and nothing is kept of it.
  static final int MOST_KEPT = 64;

  /// @param limit so many trends at most
  /// @param subjectType only those of that type; null for all
  /// @param niche only those in it; null for all
  record Question(int limit, @Nullable String subjectType, @Nullable String niche) {
  }

  Published(Board board) {
    this(board, new ConcurrentHashMap<>());
  }

  /// JSON in UTF-8, which nobody may change.
  byte[] answer(Question question) {
    var known = answers.get(question);
    if (known != null) {
      return known;
    }
    var answer = board.answer(question.limit(), question.subjectType(), question.niche())
        .getBytes(StandardCharsets.UTF_8);
    if (answers.size() < MOST_KEPT) {
      answers.put(question, answer);
    }
    return answer;
  }
}
