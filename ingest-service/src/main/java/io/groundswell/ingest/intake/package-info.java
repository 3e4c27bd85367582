/// The door. [EventsRoute] is the HTTP route: key, lane and content type are looked at before the body, which is collected
/// under a hard cap ([Body]). [Intake] takes it from there: every event is decoded, judged by [Admitter], handed over
/// to Kafka, and answered for itself ([Answer]) once the broker has acknowledged. It is a plain route on the event loop,
/// since most requests carry one event and the way through JAX-RS costs more than the event.
@NullMarked
package io.groundswell.ingest.intake;

import org.jspecify.annotations.NullMarked;
