@NullMarked
package io.groundswell.ingest;

import org.jspecify.annotations.NullMarked;
