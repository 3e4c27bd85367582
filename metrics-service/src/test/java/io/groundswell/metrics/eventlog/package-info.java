@NullMarked
package io.groundswell.metrics.eventlog;

import org.jspecify.annotations.NullMarked;
