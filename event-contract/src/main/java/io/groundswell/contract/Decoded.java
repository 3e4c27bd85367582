package io.groundswell.contract;

/// What came of reading one event.
///
/// @param <E> [CloudEvent] from a sender, [AcceptedEvent] from a topic
public sealed interface Decoded<E> {

  /// A well-formed event.
  record Event<E>(E event) implements Decoded<E> {
  }

  /// Not an event that can be taken.
  ///
  /// @param id the event's `id` as far as it could be read, else empty
  record Refused<E>(String id, Refusal refusal) implements Decoded<E> {
  }
}
