package io.groundswell.ingest.organizations;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundswell.groundwork.problem.Fields;
import io.groundswell.ingest.keys.StoredKey;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A tenant.
///
/// @param slug its name in commands and paths
record Organization(int id, String slug, String name, Instant createdAt) {

  static final String COLUMNS = "id, slug, name, created_at";

  static Organization from(Row row) {
    return new Organization(row.getInteger("id"), row.getString("slug"), row.getString("name"),
        row.getOffsetDateTime("created_at").toInstant());
  }

  record Listing(List<Organization> organizations) {
  }

  /// An organisation that was just made.
  ///
  /// @param secret its first key, of kind admin: shown this once
  record Founded(Organization organization, String secret, StoredKey key) {

    /// Without the secret.
    @Override
    public String toString() {
      return organization.toString();
    }
  }

  /// @param owner the first member, null for none yet
  record Wish(String slug, String name, @Nullable String owner) {

    private static final Set<String> MEMBERS = Set.of("slug", "name", "owner");
    private static final Pattern SLUG = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,200}");

    static Wish of(byte[] body) {
      var fields = Fields.of(body, MEMBERS);
      var slug = fields.text("slug", SLUG,
          "has up to 64 lower-case letters, digits or _ . - and begins with a letter");
      var name = fields.findText("name", NAME, "has 1 to 200 characters, no control characters");
      return new Wish(slug, name == null ? slug : name,
          fields.findText("owner", Member.USER_ID, Member.USER_ID_RULE));
    }
  }

  /// Somebody of an organisation.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Member(String userId, String role, Instant addedAt) {

    static final Pattern USER_ID = Pattern.compile("[^\\p{Cntrl}]{1,256}");
    static final String USER_ID_RULE = "has 1 to 256 characters, no control characters";
    private static final Pattern ROLE = Pattern.compile("owner|admin|editor|viewer");

    static Member from(Row row) {
      return new Member(row.getString("user_id"), row.getString("role"),
          row.getOffsetDateTime("added_at").toInstant());
    }

    static String role(byte[] body) {
      return Fields.of(body, Set.of("role")).text("role", ROLE, "is owner, admin, editor or viewer");
    }

    record Listing(List<Member> members) {
    }
  }
}
