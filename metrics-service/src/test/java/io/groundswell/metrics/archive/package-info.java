@NullMarked
package io.groundswell.metrics.archive;

import org.jspecify.annotations.NullMarked;
