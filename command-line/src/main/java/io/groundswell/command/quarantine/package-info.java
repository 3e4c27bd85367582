/// `groundswell quarantine`: looking at records that were accepted but could not be stored, and seeing to them.
@NullMarked
package io.groundswell.command.quarantine;

import org.jspecify.annotations.NullMarked;
