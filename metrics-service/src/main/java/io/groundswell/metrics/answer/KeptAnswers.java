package io.groundswell.metrics.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jboss.logging.Logger;

/// Answers that take long to make, kept for a moment. Whoever asks for one that is no longer fresh is answered at once,
/// and it is made anew beside; whoever asks for one that nobody wanted for long waits until it is made.
///
/// @param <Q> the question, by which an answer is found again
/// @param <A> the answer, which should tell when it was made
public final class KeptAnswers<Q, A> {

  private static final Logger LOG = Logger.getLogger(KeptAnswers.class);

  /// An answer that takes a second to make is made every ten.
  private static final int SHARE_OF_TIME = 10;

  private final Cache<Q, Kept<A>> answers;
  private final Duration fresh;
  private final Function<Q, A> maker;

  /// @param most answers are kept
  /// @param fresh how old an answer may be before it is made anew; ten times as old as it takes where that is longer
  /// @param oldest how old it may be at the most
  /// @param maker blocks until it has made one
  public KeptAnswers(long most, Duration fresh, Duration oldest, Function<Q, A> maker) {
    this.answers = Caffeine.newBuilder().expireAfterWrite(oldest).maximumSize(most).build();
    this.fresh = fresh;
    this.maker = maker;
  }

  /// @param freshUntil by [System#nanoTime]
  private record Kept<A>(A answer, long freshUntil, AtomicBoolean isBeingMade) {
  }

  /// @throws RuntimeException what the maker throws, where no answer is kept
  public A get(Q question) {
    var kept = answers.get(question, this::make);
    if (System.nanoTime() - kept.freshUntil > 0 && kept.isBeingMade.compareAndSet(false, true)) {
      Thread.ofVirtual().name("kept-answer").start(() -> renew(question, kept));
    }
    return kept.answer;
  }

  private void renew(Q question, Kept<A> old) {
    try {
      answers.put(question, make(question));
    } catch (RuntimeException trouble) {
      // The old one stays until it is too old to be answered; then the trouble is the asker's answer.
      old.isBeingMade.set(false);
      LOG.debugf("an answer was not made anew: %s", trouble.getMessage());
    }
  }

  private Kept<A> make(Q question) {
    long begun = System.nanoTime();
    var answer = maker.apply(question);
    long now = System.nanoTime();
    return new Kept<>(answer, now + Math.max(fresh.toNanos(), (now - begun) * SHARE_OF_TIME), new AtomicBoolean());
  }
}
