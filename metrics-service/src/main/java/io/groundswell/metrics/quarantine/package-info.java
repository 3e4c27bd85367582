/// Records that were accepted but cannot be stored, and what people do with them. [Quarantine] keeps them whole, in the
/// transaction of the batch they came with. [QuarantineResource] lets people look ([QuarantineReads]), patch and
/// replay, or discard ([QuarantineChanges]); each change is audited in its own transaction.
///
/// A replay goes to the topic again, so that every service counts it: [Replacement] makes the event, marked with the
/// record that it replaces, [QuarantineOutbox] sends it, and the batch that reads it settles the record in its own
/// transaction. Sent twice, the second is a duplicate of the same identity and settles nothing any more.
@NullMarked
package io.groundswell.metrics.quarantine;

import org.jspecify.annotations.NullMarked;
