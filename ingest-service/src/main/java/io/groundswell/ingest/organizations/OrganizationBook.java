package io.groundswell.ingest.organizations;

import io.groundswell.groundwork.access.Access;
import io.groundswell.groundwork.access.KeyRing;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.groundswell.ingest.access.Stewardship;
import io.groundswell.ingest.keys.KeyBook;
import io.groundswell.ingest.keys.KeyWish;
import io.groundswell.ingest.organizations.Organization.Founded;
import io.groundswell.ingest.organizations.Organization.Member;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/// Organisations and members, as the caller may see and change them.
@ApplicationScoped
class OrganizationBook {

  /// Whose admin keys run the system: the organisation of the bootstrap key.
  private static final int OPERATOR = 1;

  private static final String LIST =
      "SELECT {columns} FROM analytics.organizations ORDER BY id".replace("{columns}", Organization.COLUMNS);

  private static final String FIND = """
      SELECT {columns} FROM analytics.organizations WHERE id::text = $1 OR slug = $1""".replace("{columns}",
      Organization.COLUMNS);

  /// Nothing is returned where the slug is taken.
  private static final String INSERT = """
      INSERT INTO analytics.organizations (slug, name) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING
      RETURNING {columns}""".replace("{columns}", Organization.COLUMNS);

  private static final String LOCK = "SELECT id FROM analytics.organizations WHERE id = $1 FOR UPDATE";

  private static final String MEMBERS = """
      SELECT user_id, role, added_at FROM analytics.organization_members WHERE organization_id = $1
      ORDER BY added_at, user_id""";

  private static final String PUT_MEMBER = """
      INSERT INTO analytics.organization_members (organization_id, user_id, role) VALUES ($1, $2, $3)
      ON CONFLICT (organization_id, user_id) DO UPDATE SET role = excluded.role
      RETURNING user_id, role, added_at""";

  private static final String REMOVE_MEMBER = """
      DELETE FROM analytics.organization_members WHERE organization_id = $1 AND user_id = $2""";

  private final Stewardship stewardship;
  private final KeyBook keys;
  private final KeyRing ring;

  OrganizationBook(Stewardship stewardship, KeyBook keys, KeyRing ring) {
    this.stewardship = stewardship;
    this.keys = keys;
    this.ring = ring;
  }

  static boolean isOperator(Access caller) {
    return caller.organization() == OPERATOR && caller.allows(Scope.ADMIN);
  }

  List<Organization> list(Access caller) {
    return isOperator(caller) ? stewardship.ofTheSystem(OrganizationBook::all)
        : stewardship.of(caller.organization(), OrganizationBook::all);
  }

  /// @param idOrSlug of one that the caller may see
  /// @throws ProblemException 404, for what is not there and for what is another's alike
  Organization find(Access caller, String idOrSlug) {
    return isOperator(caller) ? stewardship.ofTheSystem(statements -> find(statements, idOrSlug))
        : stewardship.of(caller.organization(), statements -> find(statements, idOrSlug));
  }

  /// With its first key, since nobody else could make one.
  ///
  /// @throws ProblemException 403 for all but the operator, 409 where the slug is taken
  Founded found(Access caller, Organization.Wish wish) {
    if (!isOperator(caller)) {
      throw new ProblemException(Problem.of(403, "forbidden", "Not allowed with this API key",
          "organisations are made with an admin key of the operator's organisation"));
    }
    var founded = stewardship.ofTheSystem(statements -> {
      var rows = statements.run(INSERT, Tuple.of(wish.slug(), wish.name())).iterator();
      if (!rows.hasNext()) {
        throw new ProblemException(
            Problem.of(409, "slug_taken", "The slug is taken", "another organisation has this slug"));
      }
      var organization = Organization.from(rows.next());
      Stewardship.stepDown(statements, organization.id());
      if (wish.owner() != null) {
        statements.run(PUT_MEMBER, Tuple.of(organization.id(), wish.owner(), "owner"));
      }
      var first = keys.add(statements, organization.id(), KeyWish.first(), caller);
      return new Founded(organization, first.secret(), first.key());
    });
    ring.renew();
    return founded;
  }

  List<Member> members(int organization) {
    return stewardship.of(organization, statements -> members(statements, organization));
  }

  /// Adds somebody, or gives them another role, which their keys follow.
  ///
  /// @throws ProblemException 409 where the last owner would be none any more
  Member put(int organization, String userId, String role) {
    var member = stewardship.of(organization, statements -> {
      statements.run(LOCK, Tuple.of(organization));
      if (!role.equals("owner")) {
        requireAnotherOwner(statements, organization, userId);
      }
      return Member.from(statements.run(PUT_MEMBER, Tuple.of(organization, userId, role)).iterator().next());
    });
    ring.renew();
    return member;
  }

  /// Their keys end with them.
  ///
  /// @throws ProblemException 404, 409 where it is the last owner
  void remove(int organization, String userId) {
    stewardship.of(organization, statements -> {
      statements.run(LOCK, Tuple.of(organization));
      requireAnotherOwner(statements, organization, userId);
      if (statements.run(REMOVE_MEMBER, Tuple.of(organization, userId)).rowCount() == 0) {
        throw new ProblemException(Problem.of(404, "unknown_member", "No such member",
            "the organisation has no member of this name"));
      }
      keys.revokeAllOf(statements, organization, userId);
      return userId;
    });
    ring.renew();
  }

  private static void requireAnotherOwner(Statements statements, int organization, String userId) {
    var owners = members(statements, organization).stream().filter(member -> member.role().equals("owner"))
        .map(Member::userId).toList();
    if (owners.equals(List.of(userId))) {
      throw new ProblemException(Problem.of(409, "last_owner", "The last owner stays",
          "an organisation that has owners keeps one; make somebody else an owner first"));
    }
  }

  private static List<Member> members(Statements statements, int organization) {
    var members = new ArrayList<Member>();
    statements.run(MEMBERS, Tuple.of(organization)).forEach(row -> members.add(Member.from(row)));
    return members;
  }

  private static List<Organization> all(Statements statements) {
    var all = new ArrayList<Organization>();
    statements.run(LIST, Tuple.tuple()).forEach(row -> all.add(Organization.from(row)));
    return all;
  }

  private static Organization find(Statements statements, String idOrSlug) {
    var rows = statements.run(FIND, Tuple.of(idOrSlug)).iterator();
    if (!rows.hasNext()) {
      throw new ProblemException(Problem.of(404, "unknown_organization", "No such organisation",
          "this key sees no organisation of this id or slug"));
    }
    return Organization.from(rows.next());
  }
}
