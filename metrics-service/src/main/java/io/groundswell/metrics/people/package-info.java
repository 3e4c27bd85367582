/// How persons spend their time and what they think of what they see: [PeopleLog] adds up what events of them say, in
/// the transaction of these events; [UserTimeResource], [PeopleResource] and [QualityResource] show it.
@NullMarked
package io.groundswell.metrics.people;

import org.jspecify.annotations.NullMarked;
