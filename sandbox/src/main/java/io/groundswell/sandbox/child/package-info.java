/// Processes of ours that must neither be left behind nor stay away: a [Child] hangs on a pipe that we hold
/// ([Lifeline]), so that it ends with us however we end, and [KeptAlive] starts another when one ends by itself.
@NullMarked
package io.groundswell.sandbox.child;

import org.jspecify.annotations.NullMarked;
