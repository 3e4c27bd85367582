/// Work that one replica does for all: a [Lease] says who, by the database's clock, and is taken over when its holder
/// does not renew it; [Jobs] goes round with it. A step that changes something asks [Lease#require] in its own
/// transaction, so that a replica that was frozen for longer than its lease does not carry on; and it locks what it
/// changes, for the moment between.
@NullMarked
package io.groundswell.metrics.jobs;

import org.jspecify.annotations.NullMarked;
