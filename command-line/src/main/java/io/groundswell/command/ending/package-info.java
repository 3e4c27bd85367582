/// How a command ends: with an [Exit] code, and where it failed with one line that says why ([CommandFailed]).
@NullMarked
package io.groundswell.command.ending;

import org.jspecify.annotations.NullMarked;
