/// The driver's own correctness: a proof is worth what its journal is.
@NullMarked
package io.groundswell.proof.traffic;

import org.jspecify.annotations.NullMarked;
