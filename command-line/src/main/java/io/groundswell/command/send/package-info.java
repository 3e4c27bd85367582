/// Sending events to the edge as a well-behaved client does: in batches, again where the answer says so, never twice at
/// once for the same subject. [Edge] talks HTTP, [Envelope] writes the batch, [Answer] is what came back.
@NullMarked
package io.groundswell.command.send;

import org.jspecify.annotations.NullMarked;
