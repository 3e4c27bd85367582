/// History is announced before it is sent. [BackfillResource] takes a declaration and waits until its days have
/// partitions; [RangeBook] keeps the declarations and, as a snapshot, which of them stand, so that events of the
/// backfill lane are judged without the database.
@NullMarked
package io.groundswell.ingest.backfill;

import org.jspecify.annotations.NullMarked;
