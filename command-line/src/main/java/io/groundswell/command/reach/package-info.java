/// Finding the running system that a command is about: by its data directory, or by an address and a key.
@NullMarked
package io.groundswell.command.reach;

import org.jspecify.annotations.NullMarked;
