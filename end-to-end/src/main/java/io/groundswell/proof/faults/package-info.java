/// Kills what carries the events, while they flow, and has the result judged.
@NullMarked
package io.groundswell.proof.faults;

import org.jspecify.annotations.NullMarked;
