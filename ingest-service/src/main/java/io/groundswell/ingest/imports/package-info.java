/// Imports and backfills as jobs in chunks: who does what, and how far it is. [ImportsResource] is asked by workers,
/// that is by the command on a machine that can read the source; [ImportBook] keeps the jobs, [ChunkBook] hands out
/// their chunks, each to one worker, and to another one when the first is silent; [Throttle] says how fast all of it
/// may go. The rows themselves come in by the front door, as events of the backfill lane.
@NullMarked
package io.groundswell.ingest.imports;

import org.jspecify.annotations.NullMarked;
