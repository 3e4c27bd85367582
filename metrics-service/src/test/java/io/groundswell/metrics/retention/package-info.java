@NullMarked
package io.groundswell.metrics.retention;

import org.jspecify.annotations.NullMarked;
