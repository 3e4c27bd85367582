@NullMarked
package io.groundswell.metrics.series;

import org.jspecify.annotations.NullMarked;
