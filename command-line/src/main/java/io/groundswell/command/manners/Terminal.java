package io.groundswell.command.manners;

/// Whether somebody watches. The `groundswell` script knows and says so in system properties: Java itself can only
/// tell whether input and output both are a terminal.
public final class Terminal {

  private Terminal() {
  }

  /// Standard error is a terminal, so that a line may be redrawn in place.
  public static boolean isWatched() {
    return Boolean.getBoolean("groundswell.watched");
  }

  /// Standard input is a terminal, so that somebody can answer a question.
  public static boolean answers() {
    return Boolean.getBoolean("groundswell.answers");
  }
}
