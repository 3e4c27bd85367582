/// What persons do one after another.
@NullMarked
package io.groundswell.metrics.funnel;

import org.jspecify.annotations.NullMarked;
