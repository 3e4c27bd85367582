@NullMarked
package io.groundswell.metrics.content;

import org.jspecify.annotations.NullMarked;
