/// What crosses the wire. A sender's [CloudEvent] is read by [EventCodec], stamped at the edge into an
/// [AcceptedEvent], written to the Kafka topic of its [Lane] as canonical JSON, and read back by every
/// consumer with the same codec. [Readings] says which numbers an event contributes to which series,
/// [Reason] is the closed list of why an event may be refused or set aside.
@NullMarked
package io.groundswell.contract;

import org.jspecify.annotations.NullMarked;
