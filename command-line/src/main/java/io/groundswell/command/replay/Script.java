package io.groundswell.command.replay;

import io.groundswell.command.send.Observation;
import io.groundswell.command.series.Row;
import io.groundswell.contract.Kind;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Subject;

/// What every row of a replay becomes, and how it travels.
///
/// @param metric the metric that the values are of
/// @param pace how fast
record Script(String platform, String metric, Kind kind, Lane lane, Pace pace) {

  static final String SOURCE = "groundswell-replay";

  /// The event of a row. Its id says what it observes (subject, metric, platform and timestamp), so that replaying the
  /// file again sends the same events, and replaying it for another platform does not.
  Observation event(Subject subject, Row row) {
    var id = subject + ":" + metric + "@" + platform + ":" + row.time();
    var data = "{\"kind\":\"" + kind.slug() + "\",\"metrics\":{\"" + metric + "\":" + row.value() + "}}";
    return new Observation(id, "metric.observed", row.time(), subject, platform, null, data);
  }
}
