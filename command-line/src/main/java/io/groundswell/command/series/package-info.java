/// Reads files of `timestamp,value`: [Rows] are read one by one, and a bad one is named by file, line and rule.
@NullMarked
package io.groundswell.command.series;

import org.jspecify.annotations.NullMarked;
