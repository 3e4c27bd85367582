/// Unlike, published ways of asking whether a sequence rises. Pure functions of a few values each.
///
/// The tour: [Evidence] asks them all. [Surprise] is the probability of a count, [Bursts] Kleinberg's automaton,
/// [Momentum] the divergence of averages, and [Drift] the direction by [MannKendall] and [SenSlope]. Each names its
/// formula and source.
@NullMarked
package io.groundswell.trend.evidence;

import org.jspecify.annotations.NullMarked;
