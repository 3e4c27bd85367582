/// Judges a system that has come to rest: does what is stored agree with what the driver's journal says was sent?
///
/// [Rest] waits until everything on the topics is accounted for. [SentTables] puts what was sent into the schema
/// `proof` beside the product's, and [Checker] compares the two with plain SQL and set algebra. It shares no code with
/// the services: the keys of events are worked out anew, from the document.
@NullMarked
package io.groundswell.proof.check;

import org.jspecify.annotations.NullMarked;
