@NullMarked
package io.groundswell.metrics.longread;

import org.jspecify.annotations.NullMarked;
