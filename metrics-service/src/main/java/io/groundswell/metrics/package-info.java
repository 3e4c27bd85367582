/// The record: Kafka records become exact series in PostgreSQL.
///
/// | room | what happens in it |
/// |---|---|
/// | eventlog | a batch of a topic becomes rows, once |
/// | content | posts and creators become the latest that was said of them |
/// | people | what persons do with their time is added up |
/// | genres | what events may name as genres |
/// | performance | how our own answers went |
/// | dictionary | names become numbers |
/// | rollup | days of series are added up |
/// | partition | days get their partitions before they come |
/// | quarantine | what cannot be stored is kept, and people see to it |
/// | forgetting | a person goes from every table |
/// | receipt | what became of one event |
/// | accounting | what became of every event |
/// | archive | old days leave for files, and come back |
/// | dayfile | a day's rows as a file |
/// | audit | the sums are checked against the rows |
/// | jobs | what one replica does for all |
/// | calendar | time is cut into buckets, in any zone |
/// | answer | what all answers have in common |
/// | correction | wrong numbers are put right |
/// | sketch | persons and quantiles of days, in little space |
/// | top | who is ahead |
/// | series | metrics of subjects over time |
/// | posts | the feed, posts and those who make them |
@NullMarked
package io.groundswell.metrics;

import org.jspecify.annotations.NullMarked;
