/// Old days leave the database for files, one step at a time: *active → sealed → exported → verified → closed →
/// detached → dropped*. [Archiver] takes the steps, [ArchiveRegistry] remembers them, so that any replica goes on where
/// another was killed; a step that was taken but not remembered is taken again. [Restorer] is the way back.
///
/// No row is lost at any boundary. Until a day is *closed* it takes late rows as ever. Closing locks its partitions
/// against writers, compares the rows with those that were exported (and exports again where one has come since), and
/// puts a constraint on them that refuses every row from then on, under the name by which the quarantine knows it:
/// `archived_range`. Only then are they detached, after everybody whose snapshot may not know of it has ended, and
/// dropped after the file was looked at once more.
@NullMarked
package io.groundswell.metrics.archive;

import org.jspecify.annotations.NullMarked;
