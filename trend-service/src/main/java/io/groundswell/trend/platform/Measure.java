package io.groundswell.trend.platform;

/// A figure of a subject on a platform, before it is compared.
///
/// @param kind what it is, with the version of its definition
/// @param metric of the numerator
/// @param value as it is answered: `numerator / denominator`, that of growth smoothed
/// @param place on which peers are compared: a monotone transformation of the value, fair to few counts, that makes
///     distances comparable
/// @param size of the denominator: peers are those within the same power of ten
record Measure(Kind kind, String subjectType, String platform, String metric, String denominatorName, double numerator,
    double denominator, double value, double place, int size) {

  private static final int GROWTH_SMOOTHING = 3;

  /// What is measured. A changed formula is a higher version, so that nobody takes the change for one of the subject's.
  enum Kind {
    /// Interactions by views, both in the window; by one metric of views, for the same person is in all of them, and
    /// it is named; of the names of one interaction the largest ([Interaction]). Version 1 added up the views, version
    /// 2 the interaction's names. Compared by its log-odds, `ln((i + ½) / (v − i + ½))` with the half
    /// of Haldane (1956) and Anscombe (1956), which makes 0 of 10 differ from 0 of 10,000; more interactions than views
    /// count as that many.
    ENGAGEMENT_RATE("engagement_rate", 3),
    /// What the metric counts in the window by what it counted in the window before, both with three units more, as in
    /// the growth of trends: 1 is unchanged, 2 doubled. Compared by its logarithm.
    GROWTH("growth", 1);

    private final String slug;
    private final int version;

    Kind(String slug, int version) {
      this.slug = slug;
      this.version = version;
    }

    String slug() {
      return slug;
    }

    int version() {
      return version;
    }
  }

  /// Who is compared with whom: subjects of a type, on one platform, by the same metric and denominator.
  record Wide(Kind kind, String subjectType, String platform, String metric, String denominatorName) {
  }

  /// @param denominator the metric of the views
  static Measure engagement(String subjectType, String platform, double interactions, String denominator,
      double views) {
    double place = Math.log((interactions + 0.5) / (Math.max(views - interactions, 0) + 0.5));
    return new Measure(Kind.ENGAGEMENT_RATE, subjectType, platform, "interactions", denominator, interactions, views,
        interactions / views, place, size(views));
  }

  static Measure growth(String subjectType, String platform, String metric, String window, double now, double before) {
    double value = (now + GROWTH_SMOOTHING) / (before + GROWTH_SMOOTHING);
    return new Measure(Kind.GROWTH, subjectType, platform, metric, metric + " of the " + window + " before", now,
        before, value, Math.log(value), size(before));
  }

  /// 0 below 10, 1 below 100 and so on.
  private static int size(double denominator) {
    return (int) Math.floor(Math.log10(Math.max(1, denominator)));
  }

  Wide wide() {
    return new Wide(kind, subjectType, platform, metric, denominatorName);
  }

  /// The peers of like size, in words.
  String peerGroup() {
    long from = size == 0 ? 0 : (long) Math.pow(10, size);
    return subjectType + ", " + denominatorName + " " + from + " to " + ((long) Math.pow(10, size + 1.0) - 1);
  }
}
