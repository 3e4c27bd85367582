/// Migrations taken back without loss. [TakeBack] runs the undo files in one transaction, [Loss] finds out by a
/// rehearsal which rows would go with one, [RowExport] writes them into files, and [RowImport] brings them back when
/// the migration is done again.
@NullMarked
package io.groundswell.migration.undo;

import org.jspecify.annotations.NullMarked;
