/// `groundswell import`: other systems' data into this one. The command reads the source where it is and sends what
/// it finds to the backfill lane; which chunk is whose stands in the database behind `/v1/imports`. [StartImport]
/// makes a job, [ImportRun] plans its chunks and does them with a handful of [Worker]s, [Jobs] is the service seen by
/// them.
@NullMarked
package io.groundswell.command.imports;

import org.jspecify.annotations.NullMarked;
