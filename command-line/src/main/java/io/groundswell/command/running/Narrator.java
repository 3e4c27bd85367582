package io.groundswell.command.running;

import io.groundswell.sandbox.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/// Tells what a sandbox is doing, a line at a time.
record Narrator(PrintWriter out) implements Progress {

  @Override
  public void starting(String what) {
    say("  %s is starting …", what);
  }

  @Override
  public void ready(String what, Duration took) {
    say("  %s is ready after %.1f s", what, took.toMillis() / 1000.0);
  }

  @Override
  public void ended(String what, String why, Duration pause) {
    say("  %s ended: %s. It is started again%s.", what, why,
        pause.isZero() ? "" : String.format(Locale.ROOT, " in %.1f s", pause.toMillis() / 1000.0));
  }

  private void say(String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments));
    out.flush();
  }
}
