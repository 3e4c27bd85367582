/// What tests stand on: a real Kafka ([TestKafka]) and a real PostgreSQL ([TestPostgres]), one of each for all the
/// tests of a JVM, started when first asked for, in child processes or, by `-Dgroundswell.backing=containers`, in
/// containers; the same for a Quarkus application under test ([RealBackend]); a clock
/// that goes when it is told to ([SettableClock]); and the rules of the house ([Rooms]).
@NullMarked
package io.groundswell.testkit;

import org.jspecify.annotations.NullMarked;
