/// `groundswell db`: what is done with the database as a whole.
@NullMarked
package io.groundswell.command.db;

import org.jspecify.annotations.NullMarked;
