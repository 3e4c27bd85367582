/// What a stranger can see of the packaged services. All classes share one system, see [SharedSystem].
@NullMarked
package io.groundswell.proof;

import org.jspecify.annotations.NullMarked;
