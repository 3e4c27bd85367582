@NullMarked
package io.groundswell.metrics.performance;

import org.jspecify.annotations.NullMarked;
