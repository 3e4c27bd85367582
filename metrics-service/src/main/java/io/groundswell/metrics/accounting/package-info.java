/// The books: what became of every event. A batch's [Ledger] is written in the batch's own transaction by
/// [AccountingStore]; [AccountingResource] shows it beside what the edge accepted, and [SourcesResource] what the
/// clocks of the senders show. Two equations hold at any time:
///
/// - of each partition of a topic: next offset − start offset = stored + duplicate + quarantined + skipped;
/// - of each source and minute, once all that was received is stored:
///   accepted + replayed = stored + duplicate + quarantined.
///
/// A conflict (a known identity with another payload) is one of the duplicates: the first is kept.
@NullMarked
package io.groundswell.metrics.accounting;

import org.jspecify.annotations.NullMarked;
