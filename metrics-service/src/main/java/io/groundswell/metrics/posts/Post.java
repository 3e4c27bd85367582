package io.groundswell.metrics.posts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A post as it was last said to be.
///
/// @param id the platform's own
/// @param postedAt where nobody said it, the time of the first event about it
/// @param indexedAt when its first event was received
/// @param media its files in order
/// @param totals the last of each counter, by metric; metrics that nobody reported are not there
/// @param growth what each total rose by in the asked days; where a counter was set back, below 0. A post of these days
///     grew from 0
@JsonInclude(JsonInclude.Include.NON_NULL)
record Post(String platform, String id, @Nullable String text, Instant postedAt, @Nullable Instant updatedAt,
    Instant indexedAt, @Nullable String permalink, @Nullable String generationId, @Nullable String taskId,
    @Nullable Boolean isReply, @Nullable Author creator, @JsonRawValue String media, @JsonRawValue String totals,
    @JsonRawValue String growth) {

  /// What a list of posts says of who made them.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Author(String id, @Nullable String username, @Nullable String displayName, @Nullable Boolean verified,
      @Nullable String profilePictureUrl) {
  }

  /// @param next the cursor of the following page, null on the last one
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Page(List<Post> posts, @Nullable String next) {
  }

  static Post from(Row row) {
    var updatedAt = row.getOffsetDateTime("updated_at");
    var creator = row.getString("creator_name") == null ? null
        : new Author(row.getString("creator_name"), row.getString("username"), row.getString("display_name"),
            row.getBoolean("verified"), row.getString("profile_picture_url"));
    return new Post(row.getString("platform"), row.getString("name"), row.getString("text"),
        row.getOffsetDateTime("posted_at").toInstant(), updatedAt == null ? null : updatedAt.toInstant(),
        row.getOffsetDateTime("indexed_at").toInstant(), row.getString("permalink"), row.getString("generation_id"),
        row.getString("task_id"), row.getBoolean("is_reply"), creator, row.getString("files"), row.getString("totals"),
        row.getString("growth"));
  }
}
