/// Carries the records of a Kafka topic into PostgreSQL, each exactly once.
///
/// A service plugs in with one [Destination] (read a record, store a batch, set bad ones aside) and one
/// [ConsumerSettings]; [ExactlyOnceConsumer] does the rest. The position in Kafka is kept in PostgreSQL, in the row
/// of the partition in the offset table (`offset_table.sql` beside this package), and moves in the very transaction
/// that stores the rows. So a record is stored if and only if the position has passed it, whatever dies when.
///
/// The tour: [PollLoop] is the one thread that talks to the KafkaConsumer and hands records to a [PartitionWorker] for
/// each owned partition. A worker first claims its partition ([OffsetStart]), and from then on turns what has arrived
/// into batches, each of which it tries to store until it is stored ([Attempts]). [BatchWriter] writes a batch in one
/// transaction: the fence ([Fencing]), the rows, the records set aside ([Bisection] finds them), the new position.
/// [Failures] decides what a failure means. [OffsetTable] holds all SQL. [WatermarkKeeper] looks at the partitions
/// from outside once a second.
///
/// Promised to a [Destination]: all calls for one partition come one after another; partitions run side by side.
@NullMarked
package io.groundswell.exactlyonce;

import org.jspecify.annotations.NullMarked;
