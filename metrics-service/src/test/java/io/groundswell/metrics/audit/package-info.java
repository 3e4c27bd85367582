@NullMarked
package io.groundswell.metrics.audit;

import org.jspecify.annotations.NullMarked;
