/// Which platform goes ahead of which.
///
/// The tour: [Leads] reads what a subject counts on its platforms and compares each two of them; whether one goes
/// ahead, by how much, and whether that may be chance, says [LeadLag]. A lead in time is not a cause.
@NullMarked
package io.groundswell.trend.lead;

import org.jspecify.annotations.NullMarked;
