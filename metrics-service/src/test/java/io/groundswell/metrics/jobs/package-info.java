@NullMarked
package io.groundswell.metrics.jobs;

import org.jspecify.annotations.NullMarked;
