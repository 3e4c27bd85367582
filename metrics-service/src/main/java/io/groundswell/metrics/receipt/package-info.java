/// What became of one event. A receipt is the place of a record on its topic, sealed by the edge: so the answer needs
/// the position of one consumer and at most one row of the quarantine, however much is stored.
@NullMarked
package io.groundswell.metrics.receipt;

import org.jspecify.annotations.NullMarked;
