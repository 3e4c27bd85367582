/// Migrations of the three services: done, recorded and taken back under one lock, by the services at their start
/// ([AtStart]) and by `groundswell db` ([Upgrade]) alike. [Foundation] makes schema, roles and the registry;
/// [ServiceSchema] is the files and the history of one service; [Watch] observes each migration in its own transaction,
/// and [Registry] keeps what it saw.
@NullMarked
package io.groundswell.migration;

import org.jspecify.annotations.NullMarked;
