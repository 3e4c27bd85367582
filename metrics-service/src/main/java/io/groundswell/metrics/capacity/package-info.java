/// How much the system can still take: a look at both lanes every few seconds ([Watcher]), what follows from the looks
/// ([Rates]), how the tables grow ([DiskWatch]), and all of it in numbers and in plain words ([Capacity]).
@NullMarked
package io.groundswell.metrics.capacity;

import org.jspecify.annotations.NullMarked;
