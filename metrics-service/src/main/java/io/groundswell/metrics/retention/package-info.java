/// How long rows stay: a rule of an organisation says for how many days it keeps the events of a type.
/// [RetentionKeeper] carries the rules out, on one replica, in the database and in the archive's files; daily figures
/// stay.
///
/// An event that has expired is not taken any more ([Retained]), since nobody could tell it from one that was counted
/// and removed. So the order of things is: a rule's boundary moves; every transaction that may not know of it ends;
/// then rows go, day by day, each in a transaction of its own. The boundary never goes back.
@NullMarked
package io.groundswell.metrics.retention;

import org.jspecify.annotations.NullMarked;
