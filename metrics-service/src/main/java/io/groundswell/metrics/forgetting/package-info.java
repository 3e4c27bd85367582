/// Forgetting a person. [UsersResource] takes the order, [Eraser] carries it out table by table, [Forgotten] keeps the
/// person from coming back with events that are read from Kafka again.
///
/// What goes: the person's name in the dictionary, all that the person's own events say beyond their numbers, the name
/// in the data of others' events, payloads in the quarantine that name the person, and the name of the subject
/// `user/<id>`. What stays: counts and numbers, which are nobody's any more, and records on the topics for as long as
/// Kafka keeps them.
@NullMarked
package io.groundswell.metrics.forgetting;

import org.jspecify.annotations.NullMarked;
