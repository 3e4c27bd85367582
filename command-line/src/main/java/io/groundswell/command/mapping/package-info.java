/// What becomes of somebody else's rows. A [Mapping] is the file that people write and change: for each part of a
/// source the [EventShape]s that a row becomes, in [Template]s of columns; [Rows] makes the events.
@NullMarked
package io.groundswell.command.mapping;

import org.jspecify.annotations.NullMarked;
