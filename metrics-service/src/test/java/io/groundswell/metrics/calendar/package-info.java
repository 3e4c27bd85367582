@NullMarked
package io.groundswell.metrics.calendar;

import org.jspecify.annotations.NullMarked;
