/// Telling again what was stored, event by event: for who compares a source with it, or takes it elsewhere.
/// [EventsResource] reads a day in the order in which it lies. [UndoResource] takes an import out again, when its
/// [Backlog] is stored.
@NullMarked
package io.groundswell.metrics.recall;

import org.jspecify.annotations.NullMarked;
