/// Traces of requests, by OpenTelemetry, for whoever wants to see where time goes. Off by default, and then nothing is
/// made for them. [TracingSettings] turns Quarkus' instrumentation on where an endpoint is named, and [Tracing] carries
/// a trace where that does not reach: to other threads, and to Kafka.
@NullMarked
package io.groundswell.groundwork.tracing;

import org.jspecify.annotations.NullMarked;
