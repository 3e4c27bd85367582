package io.groundswell.trend.board;

import io.groundswell.trend.detect.Window;

/// Names a board.
///
/// @param platform empty for all platforms together
record BoardName(int organization, String platform, Window window) {

  static final String ALL_PLATFORMS = "";

  BoardName ofAllPlatforms() {
    return new BoardName(organization, ALL_PLATFORMS, window);
  }
}
