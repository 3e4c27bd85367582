@NullMarked
package io.groundswell.metrics.correction;

import org.jspecify.annotations.NullMarked;
