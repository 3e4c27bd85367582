/// Names and their numbers. Rows of the record carry numbers for subject, measure and person; [Dictionaries] gives the
/// number of a name, from memory where it can, and makes a new one where the name is new.
@NullMarked
package io.groundswell.metrics.dictionary;

import org.jspecify.annotations.NullMarked;
