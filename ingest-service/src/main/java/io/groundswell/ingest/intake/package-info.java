/// From a body to its answer. [EventsRoute] tells the modes apart ([Form]); in binary mode the attributes are headers
/// ([AttributeHeaders]). [Intake] takes it from there: every event is decoded, judged by [Admitter], handed over
/// to Kafka, and answered for itself ([Answers]) once the broker has acknowledged.
@NullMarked
package io.groundswell.ingest.intake;

import org.jspecify.annotations.NullMarked;
