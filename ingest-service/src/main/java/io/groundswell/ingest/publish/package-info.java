/// From an admitted event to an acknowledged Kafka record. [TopicKeeper] creates or checks the topics, [BrokerWatch]
/// keeps the way to the broker open and says why it is not, [Publisher] sends what one request brought and answers
/// once, when the broker has acknowledged all of it (`acks=all`, idempotent) or did not in time.
@NullMarked
package io.groundswell.ingest.publish;

import org.jspecify.annotations.NullMarked;
