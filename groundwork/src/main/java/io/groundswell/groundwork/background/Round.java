package io.groundswell.groundwork.background;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/// One round of a work. May wait, for the database, say; ends soon when its thread is interrupted.
@FunctionalInterface
public interface Round {

  /// @return how long to rest before the next one; zero where there is more to do already
  Duration go() throws InterruptedException, ExecutionException, TimeoutException;
}
