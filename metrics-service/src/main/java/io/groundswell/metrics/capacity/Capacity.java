package io.groundswell.metrics.capacity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How much comes in, how much could, and what runs out first.
///
/// @param words the same for people, a sentence each
/// @param since when it began to be watched; absent while it was not looked twice
@JsonInclude(JsonInclude.Include.NON_NULL)
record Capacity(List<String> words, @Nullable Instant since, Events events, Backlog backlog, Partitions partitions,
    Disk disk, List<Action> next) {

  /// All in events a second over both lanes and all replicas.
  ///
  /// @param sustainable the most that was stored; absent while nothing was
  /// @param sustainableIs `measured` with a backlog, so it is what can be done; `at_least` where the system kept up
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Events(double arriving, double storing, @Nullable Double sustainable, @Nullable String sustainableIs) {
  }

  /// @param secondsToCatchUp at the present rates; absent where it gets no less
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Backlog(long records, @Nullable Long secondsToCatchUp) {
  }

  /// @param count of the live lane: so many replicas can share the work
  /// @param ceiling what as many replicas as there are partitions would store, were the database no limit; absent while
  ///        nothing was stored
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Partitions(int count, int replicas, @Nullable Double ceiling) {
  }

  /// @param total absent where the setting does not say
  /// @param daysLeft absent where that cannot be known
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Disk(long used, @Nullable Long total, @Nullable Long bytesPerDay, @Nullable Long daysLeft) {
  }

  /// What becomes of the tables of a day, and when.
  ///
  /// @param action `make` or `archive`
  record Action(String action, LocalDate day, Instant at) {
  }
}
