/// `groundswell db`: the schemas of all services, for an operator. [DbCommand] lists the commands, [SchemaCommand] is
/// what they have in common; the work itself is in the module `migration`.
@NullMarked
package io.groundswell.command.database;

import org.jspecify.annotations.NullMarked;
