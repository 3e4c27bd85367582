/// What tests stand on: a real Kafka ([TestKafka]) and a real PostgreSQL ([TestPostgres]), one of each for all the tests
/// of a JVM, started when first asked for; the same for a Quarkus application under test ([RealBackend]); and a clock
/// that goes when it is told to ([SettableClock]).
@NullMarked
package io.groundswell.testkit;

import org.jspecify.annotations.NullMarked;
