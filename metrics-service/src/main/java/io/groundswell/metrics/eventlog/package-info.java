/// The journey *stored*: [EventConsumer] reads both lanes, [EventReader] understands a record, [EventLog] writes a
/// batch of them in one transaction.
///
/// What a batch does, in this order, so that two batches never wait for each other in a circle: the names of its
/// subjects, persons and measures become numbers, those left out who asked to be forgotten; the first row of every
/// event is inserted where it is new ([MetricRows]); what the database says was new gets its further rows, its content
/// ([ContentRows]), its part in the rollups, and is counted. Everything is sorted by key.
@NullMarked
package io.groundswell.metrics.eventlog;

import org.jspecify.annotations.NullMarked;
