/// The rows of one table on one day, as a file that any tool reads (Parquet, Zstandard), and back. [DayTable] says
/// which columns a table has, [DayFile] writes and reads, and a [RowDigest] goes over every value on both ways, so that
/// reading back proves what was written and not only that a file is whole.
@NullMarked
package io.groundswell.metrics.dayfile;

import org.jspecify.annotations.NullMarked;
