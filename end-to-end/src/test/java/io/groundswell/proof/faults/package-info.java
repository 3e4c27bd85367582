/// Proofs that kill, each on a system of its own.
@NullMarked
package io.groundswell.proof.faults;

import org.jspecify.annotations.NullMarked;
