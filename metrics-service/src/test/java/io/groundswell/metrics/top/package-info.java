@NullMarked
package io.groundswell.metrics.top;

import org.jspecify.annotations.NullMarked;
