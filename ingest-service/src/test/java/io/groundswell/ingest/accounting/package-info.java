@NullMarked
package io.groundswell.ingest.accounting;

import org.jspecify.annotations.NullMarked;
