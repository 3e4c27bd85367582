package io.groundswell.metrics.dictionary;

import io.groundswell.contract.Kind;
import java.util.Comparator;

/// What is measured where, and how its numbers are to be read.
public record MeasureName(String metric, String platform, Kind kind) {

  static final Comparator<MeasureName> ORDER = Comparator.comparing(MeasureName::metric)
      .thenComparing(MeasureName::platform)
      .thenComparing(MeasureName::kind);
}
