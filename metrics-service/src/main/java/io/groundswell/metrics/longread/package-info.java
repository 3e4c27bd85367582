/// Questions that go through many rows: [LongReads] lets in so many of them at a time, and each of them takes its rows
/// some at a time, so that what a replica holds for them is bounded whatever is asked.
@NullMarked
package io.groundswell.metrics.longread;

import org.jspecify.annotations.NullMarked;
