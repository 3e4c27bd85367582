/// The service as a whole, on a real Kafka and a real PostgreSQL: [Feed] puts events on the topics as the edge does,
/// [Asker] asks over HTTP, [RecordBackend] stands in for what the ingest-service publishes.
@NullMarked
package io.groundswell.metrics;

import org.jspecify.annotations.NullMarked;
