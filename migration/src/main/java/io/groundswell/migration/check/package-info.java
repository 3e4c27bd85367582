/// What should stand, and whether it does. [Blueprint] runs the files in an empty database and watches what each of
/// them makes; [Verification] compares a database with it.
@NullMarked
package io.groundswell.migration.check;

import org.jspecify.annotations.NullMarked;
