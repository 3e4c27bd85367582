/// The schema `analytics` and who may do what in it. [Migrator] makes schema and roles and runs the service's own
/// Flyway files as the owner, or waits until [MigrationJob] has; everything after that runs as roles that own nothing.
/// [ScopedReads] is the only way a query for a caller reaches the database: as the reader role, row-level security set
/// to the caller's organisation.
@NullMarked
package io.groundswell.groundwork.schema;

import org.jspecify.annotations.NullMarked;
