package io.groundswell.trend.announce;

/// What can be said of the course of a trend. Steps only go forward.
enum Step {
  STARTED("trend.started"),
  PEAKED("trend.peaked"),
  ENDED("trend.ended");

  private final String type;

  Step(String type) {
    this.type = type;
  }

  /// The type of its CloudEvent.
  String type() {
    return type;
  }

  static Step of(int number) {
    return values()[number];
  }
}
