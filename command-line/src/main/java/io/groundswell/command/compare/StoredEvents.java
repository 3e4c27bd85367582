package io.groundswell.command.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.reach.Administration;
import io.groundswell.command.reach.Reach;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What metrics-service has stored, a day at a time.
final class StoredEvents implements AutoCloseable {

  private static final int PAGE = 5_000;

  private final Administration metrics;

  StoredEvents(Reach.Target metrics) {
    this.metrics = new Administration(metrics, "metrics-service", Duration.ofSeconds(60));
  }

  /// @param source of these only, or null
  /// @throws CommandFailed where the day's events are archived
  void read(LocalDate day, @Nullable String source, Consumer<JsonNode> event) throws InterruptedException {
    var path = "/v1/events?day=" + day + "&limit=" + PAGE
        + (source == null ? "" : "&source=" + Administration.segment(source));
    String cursor = null;
    do {
      var page = metrics.ask("GET", cursor == null ? path : path + "&cursor=" + Administration.segment(cursor), null);
      if (page.path("archived").asBoolean()) {
        throw new CommandFailed(
            "the events of " + day + " are archived: bring the day back first, by 'groundswell archive "
                + "restore " + day + "'");
      }
      page.path("events").forEach(event);
      cursor = page.hasNonNull("next") ? page.path("next").asText() : null;
    } while (cursor != null);
  }

  /// The first day of which a job can have stored events: those of before 1970 are refused, whatever stands in a row.
  ///
  /// @param job as `/v1/imports` tells it, with its `oldest`
  static LocalDate firstDay(JsonNode job) {
    var oldest = LocalDate.ofInstant(Instant.parse(job.path("oldest").asText()), ZoneOffset.UTC);
    return oldest.isBefore(LocalDate.EPOCH) ? LocalDate.EPOCH : oldest;
  }

  @Override
  public void close() {
    metrics.close();
  }
}
