package io.groundswell.command.evaluate;

import io.groundswell.trend.truth.LabelledSeries;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/// What other detectors reach on the Numenta Anomaly Benchmark: raw sums at the thresholds that were published with
/// their scores.
///
/// @param tenTweets all ten series of tweet volume, 33 windows
/// @param fiveTweets five of them (Apple, Amazon, Salesforce, CVS, Facebook), 16 windows
/// @param corpus the other 48 series of the benchmark, 83 windows; NaN where we have no figure
/// @param falseFirings on the ten
record Published(String detector, double tenTweets, double fiveTweets, double corpus, int falseFirings) {

  /// The best on ten series first.
  static final List<Published> ALL = List.of(
      new Published("ARTime", 21.02, 10.81, 36.65, 75),
      new Published("CAD OSE", 16.16, 8.32, 30.01, 9),
      new Published("earthgecko Skyline", 12.50, 8.91, 6.53, 147),
      new Published("Numenta HTM", 11.89, 5.16, 34.74, 59),
      new Published("KNN CAD", 9.43, 5.94, Double.NaN, 136),
      new Published("Twitter ADVec (S-H-ESD)", 6.35, 5.13, -13.16, 148),
      new Published("windowed Gaussian", 0.93, 4.73, Double.NaN, 219),
      new Published("Random Cut Forest", -1.23, 1.03, Double.NaN, 256),
      new Published("Etsy Skyline", -13.60, 3.04, Double.NaN, 372));

  /// Sets of series for which there are published figures.
  enum Column {
    TEN_TWEETS("ten tweet series", 33),
    FIVE_TWEETS("five of them", 16),
    /// The ten without the five.
    OTHER_FIVE("other five", 17),
    CORPUS("other 48 series", 83);

    private static final Set<String> FIVE = Set.of("Twitter_volume_AAPL.csv", "Twitter_volume_AMZN.csv",
        "Twitter_volume_CRM.csv", "Twitter_volume_CVS.csv", "Twitter_volume_FB.csv");

    private final String title;
    private final int windows;

    Column(String title, int windows) {
      this.title = title;
      this.windows = windows;
    }

    String title() {
      return title;
    }

    int windows() {
      return windows;
    }

    /// Whether these are the series of the column.
    boolean is(List<LabelledSeries> series) {
      var names = new TreeSet<String>();
      series.forEach(one -> names.add(one.name().substring(one.name().lastIndexOf('/') + 1)));
      boolean tweets = names.stream().allMatch(name -> name.startsWith("Twitter_volume_"));
      return windows == series.stream().mapToInt(one -> one.windows().size()).sum() && switch (this) {
        case TEN_TWEETS -> tweets && names.size() == 10 && names.containsAll(FIVE);
        case FIVE_TWEETS -> names.equals(FIVE);
        case OTHER_FIVE -> tweets && names.size() == 5 && names.stream().noneMatch(FIVE::contains);
        case CORPUS -> !tweets && names.size() == 48;
      };
    }
  }

  OptionalDouble sum(Column column) {
    double sum = switch (column) {
      case TEN_TWEETS -> tenTweets;
      case FIVE_TWEETS -> fiveTweets;
      case OTHER_FIVE -> tenTweets - fiveTweets;
      case CORPUS -> corpus;
    };
    return Double.isNaN(sum) ? OptionalDouble.empty() : OptionalDouble.of(sum);
  }
}
