/// Reading other systems' data, row after row by key, and making events of the rows. A [Source] is a file or a
/// database; a [Mapping] says what becomes of its rows, in [Template]s of columns.
@NullMarked
package io.groundswell.command.source;

import org.jspecify.annotations.NullMarked;
