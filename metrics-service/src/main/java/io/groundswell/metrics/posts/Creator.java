package io.groundswell.metrics.posts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Somebody who makes posts, as their profile was last said to be.
///
/// @param id the platform's own
/// @param followerCount as the last profile said, also one that came with a post; so the two counts below
/// @param posts how many of their posts are known
/// @param totals the last of each counter of the creator's own series, by metric
/// @param growth what each total rose by in the asked days
/// @param personality the latest analysis of them
@JsonInclude(JsonInclude.Include.NON_NULL)
record Creator(String platform, String id, @Nullable String username, @Nullable String displayName,
    @Nullable String profilePictureUrl, @Nullable String permalink, @Nullable Boolean verified,
    @Nullable Long followerCount, @Nullable Long followingCount, @Nullable Long postCount, Instant firstSeen,
    Instant lastUpdated, long posts, @JsonRawValue String totals, @JsonRawValue String growth,
    @Nullable Personality personality) {

  /// @param traits any JSON, as are the others
  record Personality(Instant analyzedAt, @JsonRawValue String traits, @JsonRawValue String interests,
      @JsonRawValue String communicationStyle) {
  }

  /// @param by what they are ranked by
  /// @param asOf when they were ranked; what is said of each is as of now
  /// @param next the cursor of the following page, null on the last one
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Top(String by, Instant asOf, List<Creator> creators, @Nullable String next) {
  }

  static Creator from(Row row) {
    var analyzedAt = row.getOffsetDateTime("analyzed_at");
    var personality = analyzedAt == null ? null
        : new Personality(analyzedAt.toInstant(), row.getString("traits"), row.getString("interests"),
            row.getString("communication_style"));
    return new Creator(row.getString("platform"), row.getString("name"), row.getString("username"),
        row.getString("display_name"), row.getString("profile_picture_url"), row.getString("permalink"),
        row.getBoolean("verified"), row.getLong("follower_count"), row.getLong("following_count"),
        row.getLong("post_count"), row.getOffsetDateTime("first_seen").toInstant(),
        row.getOffsetDateTime("observed_at").toInstant(), row.getLong("posts"), row.getString("totals"),
        row.getString("growth"), personality);
  }
}
