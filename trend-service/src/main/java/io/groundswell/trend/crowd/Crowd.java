package io.groundswell.trend.crowd;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who is behind a series, as far as events name their creator (`userid`).
///
/// Creators are counted in 256 cells, so that a series with a million of them takes no more room than one with a
/// hundred. What shares a cell by chance is corrected for:
///
/// - `distinct = −m ln(z/m)` of m cells of which z are empty: linear counting (Whang, Vander-Zanden & Taylor, ACM TODS
///   1990). With 100 cells filled, 127. At most 1,420, where none is empty: then it means as many or more.
/// - `concentration = (H − 1/m)/(1 − 1/m)`, `H = Σ (share of a cell)²`: the index of Herfindahl and Hirschman; a
///   creator who does it all makes 1, n equal ones 1/n.
/// - `trust = 1 − concentration`: the chance that two events, drawn at random, are of two creators (Simpson, Nature
///   163, 1949). One creator makes 0, two equal ones 0.5, a hundred equal ones 0.99.
///
/// @param since RFC 3339: from when on creators are counted here; the window's begin, or up to six hours earlier
/// @param total what events that name their creator add up to since then
/// @param distinct about so many creators; off by 4 % or so
/// @param concentration 0 to 1
/// @param largest the three largest shares, the largest first
public record Crowd(String since, double total, long distinct, double concentration, List<Share> largest) {

  static final int CELLS = 256;

  /// What one creator has of it.
  ///
  /// @param creator null where several share the cell, or the person is forgotten
  /// @param share of `total`, 0 to 1
  public record Share(@Nullable String creator, double share) {
  }

  public Crowd {
    largest = List.copyOf(largest);
  }

  /// From the cells of a series.
  ///
  /// @param filled cells that hold anything, at least 1
  /// @param squares sum of the squares of what the cells hold
  static Crowd of(String since, long filled, double total, double squares, List<Share> largest) {
    double empty = Math.max(1, CELLS - filled);
    long distinct = Math.round(-CELLS * Math.log(empty / CELLS));
    double shared = 1.0 / CELLS;
    double concentration = Math.clamp((squares / (total * total) - shared) / (1 - shared), 0, 1);
    return new Crowd(since, total, Math.max(1, distinct), concentration, largest);
  }

  /// How far it can be trusted that many want it: 0 for a single creator, towards 1 for a crowd.
  public double trust() {
    return 1 - concentration;
  }
}
