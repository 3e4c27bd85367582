package io.groundswell.command.demo;

import io.groundswell.contract.Subject;
import java.time.Duration;
import java.time.Instant;

/// A post while somebody looks at it.
final class Post {

  private static final double HALF_LIFE_SECONDS = 1_200;

  private final String id;
  private final Cast.Creator creator;
  private final Instant publishedAt;
  private final double appeal;
  private long views;
  private long likes;

  /// @param appeal how much it is looked at when it is new, relative to other posts
  Post(String id, Cast.Creator creator, Instant publishedAt, double appeal) {
    this.id = id;
    this.creator = creator;
    this.publishedAt = publishedAt;
    this.appeal = appeal;
  }

  Subject subject() {
    return new Subject("post", id);
  }

  String platform() {
    return creator.platform();
  }

  /// How much it is looked at, relative to other posts: half after every 20 minutes.
  double attention(Instant now) {
    double age = Duration.between(publishedAt, now).toSeconds();
    return appeal * Math.pow(0.5, age / HALF_LIFE_SECONDS);
  }

  void count(String action) {
    switch (action) {
      case "view", "watch" -> views++;
      case "like" -> likes++;
      default -> {
        // The other actions have no counter that platforms report.
      }
    }
  }

  /// The counters as its platform reports them.
  String totals() {
    return "{\"kind\":\"total\",\"metrics\":{\"views\":" + views + ",\"likes\":" + likes + "}}";
  }

  /// The data of `post.published`.
  String published(String hashtag) {
    return "{\"text\":\"#" + hashtag
        + "\",\"view_count\":0,\"like_count\":0,\"creator\":{\"id\":\"" + creator.id() + "\",\"follower_count\":"
        + creator.followers() + "}}";
  }
}
