/// The benchmark's own correctness.
@NullMarked
package io.groundswell.proof.bench;

import org.jspecify.annotations.NullMarked;
