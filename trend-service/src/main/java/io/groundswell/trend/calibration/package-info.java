/// Whether what was called a trend was one.
///
/// The tour: every announcement that a trend started is a call, with its confidence. [OutcomeKeeper] fills in whether
/// the series still stood above its old level after three and seven days; [CalibrationResource] answers with a
/// [Calibration], which [CalibrationQuery] counts.
@NullMarked
package io.groundswell.trend.calibration;

import org.jspecify.annotations.NullMarked;
