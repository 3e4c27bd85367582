package io.groundswell.exactlyonce;

import org.jspecify.annotations.Nullable;

/// The database did not answer: no connection, a lost one, too late, or a statement that the driver would not send.
final class NoAnswerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoAnswerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
