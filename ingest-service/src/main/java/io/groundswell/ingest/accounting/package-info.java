/// The edge's own count of what it answered, per organisation, source and minute of receipt, to be held beside what the
/// services stored.
@NullMarked
package io.groundswell.ingest.accounting;

import org.jspecify.annotations.NullMarked;
