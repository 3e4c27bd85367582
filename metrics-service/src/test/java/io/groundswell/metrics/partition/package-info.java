@NullMarked
package io.groundswell.metrics.partition;

import org.jspecify.annotations.NullMarked;
