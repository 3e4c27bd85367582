package io.groundswell.command.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who and what appears: platforms, hashtags by Zipf's law, creators whose followers are a power law.
///
/// @param creators the largest has thousands of times the followers of most
/// @param star the index of the hashtag that takes off: one that is used, but not among the ten commonest
record Cast(List<Creator> creators, int star) {

  /// By how much is going on there.
  static final List<String> PLATFORMS = List.of("tiktok", "x", "instagram", "youtube", "sora");

  /// From the commonest to the rarest.
  static final List<String> HASHTAGS = List.of("fyp", "music", "funny", "football", "food", "travel", "fashion", "news",
      "gaming", "dance", "art", "fitness", "cats", "diy", "anime", "science", "books", "running", "synthwave",
      "gardening",
      "astronomy", "origami", "birdwatching", "sourdough");

  /// What each hashtag is about, in their order; nobody knows what the first is about.
  private static final List<String> NICHES = List.of("", "Music & dance", "Fun", "Sports", "Kitchen", "Outdoors",
      "Fashion", "News & science", "Screen", "Music & dance", "Crafts", "Sports", "Fun", "Crafts", "Screen",
      "News & science", "News & science", "Sports", "Music & dance", "Outdoors", "Outdoors", "Crafts", "Outdoors",
      "Kitchen");

  private static final double[] PLATFORM_WEIGHTS = {0.34, 0.26, 0.2, 0.12, 0.08};
  private static final double[] HASHTAG_WEIGHTS = Chance.zipf(HASHTAGS.size());
  private static final int COMMONEST = 10;
  private static final int CREATORS = 300;
  private static final long MOST_FOLLOWERS = 50_000_000;

  /// @param followers as the platform reports them
  record Creator(String id, String platform, long followers) {
  }

  Cast {
    creators = List.copyOf(creators);
  }

  /// @param turn whose turn it is to take off: the next number, the next hashtag
  static Cast of(Chance chance, long turn) {
    var creators = new ArrayList<Creator>();
    for (int i = 0; i < CREATORS; i++) {
      var platform = PLATFORMS.get(chance.pick(PLATFORM_WEIGHTS));
      creators
          .add(new Creator("creator-" + (i + 1), platform, Math.min((long) chance.pareto(120, 0.9), MOST_FOLLOWERS)));
    }
    return new Cast(creators, COMMONEST + (int) Math.floorMod(turn, (long) HASHTAGS.size() - COMMONEST));
  }

  /// The niche of a hashtag; null where it has none.
  static @Nullable String niche(String hashtag) {
    var niche = NICHES.get(HASHTAGS.indexOf(hashtag));
    return niche.isEmpty() ? null : niche;
  }

  String starName() {
    return HASHTAGS.get(star);
  }

  /// How often each hashtag is used, relative to each other.
  ///
  /// @param starFactor how many times as often as usual the star is
  double[] hashtagWeights(double starFactor) {
    var weights = HASHTAG_WEIGHTS.clone();
    weights[star] *= starFactor;
    return weights;
  }

  /// The share of a platform in a hashtag: all have their fans everywhere, in that platform's proportion.
  static double platformShare(int platform) {
    return PLATFORM_WEIGHTS[platform] / Arrays.stream(PLATFORM_WEIGHTS).sum();
  }

  static double[] platformWeights() {
    return PLATFORM_WEIGHTS.clone();
  }

  /// Chosen with the square root of their followers: large creators post more, but not ten thousand times as much.
  Creator poster(Chance chance) {
    return creators
        .get(chance.pick(creators.stream().mapToDouble(one -> Math.sqrt((double) one.followers())).toArray()));
  }
}
