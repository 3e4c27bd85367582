/// Comparing what was imported with where it came from, and writing it back. [StoredEvents] reads what is stored, day
/// by day, [Comparison] finds out which days differ and then what of them does, [ExportSqlite] writes the old
/// application's database.
@NullMarked
package io.groundswell.command.compare;

import org.jspecify.annotations.NullMarked;
