@NullMarked
package io.groundswell.trend;

import org.jspecify.annotations.NullMarked;
