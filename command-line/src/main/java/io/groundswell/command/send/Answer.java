package io.groundswell.command.send;

import java.util.List;

/// What the edge said to a batch that it read.
///
/// @param accepted events that are in Kafka, acknowledged
/// @param rejections events that were refused, each with its reason
public record Answer(int accepted, List<Rejection> rejections) {

  public Answer {
    rejections = List.copyOf(rejections);
  }

  /// One refused event.
  ///
  /// @param id the event's `id`
  /// @param reason the slug of its problem, for instance `timestamp_out_of_range`
  /// @param detail the rule in a sentence
  public record Rejection(String id, String reason, String detail) {
  }
}
