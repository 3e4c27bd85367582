/// Sends seeded traffic to a running system and writes down what became of it.
///
/// [Traffic] says what event number n is: the same for a seed, whenever it is asked. A [Driver] sends blocks of them
/// over HTTP, at the [Pace] it is given, and keeps a [Journal]: the intent before each send, the outcome after it.
/// What the [Outcomes] of a journal say was accepted is what the checker must find.
@NullMarked
package io.groundswell.proof.traffic;

import org.jspecify.annotations.NullMarked;
