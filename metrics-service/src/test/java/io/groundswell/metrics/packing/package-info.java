@NullMarked
package io.groundswell.metrics.packing;

import org.jspecify.annotations.NullMarked;
