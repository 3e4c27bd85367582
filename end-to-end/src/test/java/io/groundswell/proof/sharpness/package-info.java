/// Shows that the checker would see it: the product with one of its guarantees taken away, one at a time, and the
/// invariant that must then fail.
@NullMarked
package io.groundswell.proof.sharpness;

import org.jspecify.annotations.NullMarked;
