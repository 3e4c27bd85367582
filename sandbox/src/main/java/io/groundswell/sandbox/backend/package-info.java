/// The two servers that everything stands on, as the real thing without installing anything: [EmbeddedBroker] is Apache
/// Kafka from its own jars, [EmbeddedDatabase] is PostgreSQL from its own binaries. Either runs in the JVM that asks
/// for it, or in a child JVM of its own with [BrokerKeeper] or [DatabaseKeeper] as main class, which lives exactly as
/// long as its parent ([Keeper]) holds the other end of its standard input.
@NullMarked
package io.groundswell.sandbox.backend;

import org.jspecify.annotations.NullMarked;
