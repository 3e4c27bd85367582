@NullMarked
package io.groundswell.metrics.rollup;

import org.jspecify.annotations.NullMarked;
