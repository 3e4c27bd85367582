/// Events as lines of JSON (`application/x-ndjson`), as many as somebody has, in memory that does not grow with them.
/// [LinesRoute] opens a [LineStream] for each request, on a thread of its own that may wait: it reads ([Inflow],
/// [LineReader]), hands a handful of lines to the intake, waits for the broker, answers each line ([Outflow]), and only
/// then reads on. So a sender is as fast as broker and reader of the answers are, and the events of a subject keep
/// their order.
@NullMarked
package io.groundswell.ingest.lines;

import org.jspecify.annotations.NullMarked;
