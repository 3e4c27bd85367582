package io.groundswell.command.screenshots;

import io.groundswell.sandbox.browser.Tab.Colours;
import io.groundswell.sandbox.browser.Tab.Screen;

/// What is taken a picture of.
///
/// @param address behind the `#`; `TOP` stands for the hashtag that is first on the board
/// @param shown an expression of JavaScript that is true as soon as there is something to see
record Shot(String name, String address, String shown, Screen screen, Colours colours) {

  static final String TOP = "TOP";

  private static final String BOARD = "document.querySelector('.board .sparkline')";
  private static final String CHART =
      "document.querySelector('canvas') && document.querySelector('.post, .cards .empty')";
  private static final String PIPELINE = "document.querySelector('canvas') && document.querySelector('.sources table')";
  private static final String NICHES = "document.querySelector('.board, .people')";
  private static final String POSTS = "document.querySelector('.post')";

  private static final Screen WIDE = new Screen(1180, 760, 1);
  /// As long as the page, insights and platforms included.
  private static final Screen WHOLE = new Screen(1180, 2200, 1);
  private static final Screen NARROW = new Screen(390, 760, 1.5);

  static Shot[] all() {
    return new Shot[]{
        new Shot("board", "/trends", BOARD, WIDE, Colours.LIGHT),
        new Shot("board-dark", "/trends", BOARD, WIDE, Colours.DARK),
        new Shot("subject", "/subject/" + TOP, CHART, WIDE, Colours.LIGHT),
        new Shot("subject-phone", "/subject/" + TOP, CHART, NARROW, Colours.DARK),
        new Shot("subject-whole", "/subject/" + TOP, CHART, WHOLE, Colours.LIGHT),
        new Shot("niches", "/niches", NICHES, WIDE, Colours.LIGHT),
        new Shot("posts", "/posts", POSTS, WIDE, Colours.LIGHT),
        new Shot("pipeline", "/pipeline", PIPELINE, WIDE, Colours.LIGHT)};
  }
}
