/// Work that is done for one organisation after another, each by one replica at a time.
///
/// The tour: [Turns] takes the next organisation that is due, has the work done, and says when it is due again.
/// [Completeness] knows up to which bucket everything is counted, whoever counts it.
@NullMarked
package io.groundswell.trend.turn;

import org.jspecify.annotations.NullMarked;
