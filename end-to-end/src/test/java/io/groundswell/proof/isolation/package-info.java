/// Who gets at what: every endpoint of all three services, with every kind of key, of one's own organisation and of
/// another.
@NullMarked
package io.groundswell.proof.isolation;

import org.jspecify.annotations.NullMarked;
