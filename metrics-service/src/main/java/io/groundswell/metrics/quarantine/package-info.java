/// Records that were accepted but cannot be stored. [Quarantine] keeps them whole, in the transaction of the batch they came
/// with; [QuarantineResource] lists them with their reasons.
@NullMarked
package io.groundswell.metrics.quarantine;

import org.jspecify.annotations.NullMarked;
