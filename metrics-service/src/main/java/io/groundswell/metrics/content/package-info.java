/// Posts and those who make them: each once, as the latest that was said of it, in the transaction of the events that
/// say it.
///
/// [ContentLog] is told what was stored, [ContentReader] understands it, [LatestRows] writes what is newer. Of every
/// member the value with the greatest time of observation stands ([Known]), so the same events give the same rows in
/// whatever order they come, and however often. How many there are is counted by the hour, and [ContentCounts] puts the
/// hours of long ago together.
@NullMarked
package io.groundswell.metrics.content;

import org.jspecify.annotations.NullMarked;
