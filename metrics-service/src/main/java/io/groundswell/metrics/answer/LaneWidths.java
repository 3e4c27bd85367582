package io.groundswell.metrics.answer;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.broker.Brokers;
import io.groundswell.groundwork.broker.KafkaConfig;
import io.groundswell.groundwork.broker.LatestWidth;
import io.groundswell.groundwork.broker.TopicWidth;
import io.groundswell.groundwork.standing.Standing;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many partitions the lanes' topics have. An answer is complete up to where all of them are stored, so it has to
/// be known of how many; partitions that nobody has claimed yet have no row in the database.
@ApplicationScoped
public class LaneWidths implements Standing {

  private final Map<Lane, LatestWidth> widths = new EnumMap<>(Lane.class);

  LaneWidths(KafkaConfig kafka) {
    var brokers = Brokers.of(kafka);
    for (var lane : Lane.values()) {
      widths.put(lane, new LatestWidth(new TopicWidth(brokers, lane.topic())));
    }
  }

  void start(@Observes StartupEvent event) {
    widths.values().forEach(LatestWidth::partitions);
  }

  /// Of both lanes, in their order; null while the broker has not said it yet.
  @Nullable
  Integer[] all() {
    return widths.values().stream().map(LatestWidth::partitions).toArray(Integer[]::new);
  }

  @Override
  public String name() {
    return "topics";
  }

  /// What was said once holds, for a topic never gets fewer.
  @Override
  public @Nullable String trouble() {
    for (var width : widths.values()) {
      if (width.partitions() == null) {
        return "the broker has not said yet how many partitions the topics have";
      }
    }
    return null;
  }
}
