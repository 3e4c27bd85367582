@NullMarked
package io.groundswell.metrics.capacity;

import org.jspecify.annotations.NullMarked;
