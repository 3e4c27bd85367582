package io.groundswell.proof.traffic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// What a journal says of each event, by its number. One `accepted` makes an event accepted, whatever its other sends
/// came to.
public final class Outcomes {

  private final BitSet accepted = new BitSet();
  private final BitSet unknown = new BitSet();
  private final BitSet rejected = new BitSet();
  private long unknownRequests;
  private long sends;

  /// Reads a journal to its end; the last line may be torn.
  public static Outcomes of(Path journal) {
    var outcomes = new Outcomes();
    Map<Long, long[]> open = new HashMap<>();
    try (var lines = Files.lines(journal, StandardCharsets.US_ASCII)) {
      lines.forEach(line -> outcomes.take(line.split(" "), open));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    open.values().forEach(outcomes::unknown);
    return outcomes;
  }

  /// What is known of an event.
  public enum Outcome {
    ACCEPTED, UNKNOWN, REJECTED, NEVER_SENT
  }

  public Outcome of(long number) {
    int n = Math.toIntExact(number);
    if (accepted.get(n)) {
      return Outcome.ACCEPTED;
    }
    return unknown.get(n) ? Outcome.UNKNOWN : rejected.get(n) ? Outcome.REJECTED : Outcome.NEVER_SENT;
  }

  /// Events that were accepted.
  public long accepted() {
    return accepted.cardinality();
  }

  /// Events of which nobody knows, because their sender gave up without an answer.
  public long unknown() {
    var open = (BitSet) unknown.clone();
    open.andNot(accepted);
    return open.cardinality();
  }

  /// Events that were rejected and never accepted.
  public long rejected() {
    var refused = (BitSet) rejected.clone();
    refused.andNot(accepted);
    return refused.cardinality();
  }

  /// Requests that ended without an answer, or with one that means "send again".
  public long unknownRequests() {
    return unknownRequests;
  }

  /// Events sent, counting every send.
  public long sends() {
    return sends;
  }

  private void take(String[] words, Map<Long, long[]> open) {
    if (words.length < 3) {
      return;
    }
    long request = Long.parseLong(words[1]);
    if (words[0].equals(">")) {
      long[] range = {Long.parseLong(words[2]), words.length > 3 ? Long.parseLong(words[3]) : 0};
      open.put(request, range);
      sends += range[1];
      return;
    }
    var range = open.remove(request);
    if (range == null) {
      throw new IllegalStateException("an outcome without an intent: request " + request);
    }
    if (words[2].charAt(0) == Journal.UNKNOWN) {
      unknown(range);
      return;
    }
    for (int i = 0; i < range[1]; i++) {
      (words[2].charAt(i) == Journal.ACCEPTED ? accepted : rejected).set(Math.toIntExact(range[0]) + i);
    }
  }

  private void unknown(long[] range) {
    unknownRequests++;
    unknown.set(Math.toIntExact(range[0]), Math.toIntExact(range[0] + range[1]));
  }
}
