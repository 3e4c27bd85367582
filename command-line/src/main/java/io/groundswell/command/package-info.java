/// The commands of `./groundswell`.
@NullMarked
package io.groundswell.command;

import org.jspecify.annotations.NullMarked;
