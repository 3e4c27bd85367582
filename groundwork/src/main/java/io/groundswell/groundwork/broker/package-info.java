/// How a service reaches Kafka, and as whom: [KafkaConfig] is the same for all services and all their clients.
/// [OutboxProducer] is for those that send now and then. How many partitions a topic has ([TopicWidth]) is asked, not
/// assumed: it may have been made by somebody else.
@NullMarked
package io.groundswell.groundwork.broker;

import org.jspecify.annotations.NullMarked;
