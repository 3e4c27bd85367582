/// Rollups never disagree with the raw rows, and somebody looks: the [Auditor] goes through the days that changed since
/// it was there, and through one of the others by chance; [DayAudit] recomputes the rollups of a day from its raw rows
/// and repairs what differs. What it found is kept, counted and logged: a difference is always a fault, of ours, of the
/// disk, or of a hand.
@NullMarked
package io.groundswell.metrics.audit;

import org.jspecify.annotations.NullMarked;
