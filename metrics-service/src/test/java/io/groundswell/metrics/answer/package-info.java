@NullMarked
package io.groundswell.metrics.answer;

import org.jspecify.annotations.NullMarked;
