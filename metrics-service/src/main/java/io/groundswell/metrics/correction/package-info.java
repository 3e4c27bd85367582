/// Numbers that were reported wrong are put right: [Corrections] applies what `metric.corrected` events say, in the
/// transaction that stores them, or where they come first in that of their event ([EarlyCorrections]).
@NullMarked
package io.groundswell.metrics.correction;

import org.jspecify.annotations.NullMarked;
