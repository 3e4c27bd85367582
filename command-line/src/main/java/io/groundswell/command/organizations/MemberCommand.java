package io.groundswell.command.organizations;

import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `groundswell org member`.
@Command(name = "member", description = {
    "List members of an organisation, give them a role, remove them.",
    "",
    "A role is owner, admin, editor or viewer. A key that is a member's opens what their role allows and ends with them.",
    ""},
    synopsisSubcommandLabel = "(list | set | remove)",
    subcommands = {ListMembers.class, SetMember.class, RemoveMember.class},
    footer = {"", Exit.EXPLAINED})
final class MemberCommand implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  /// Without a subcommand there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Missing: list, set or remove");
  }

  /// The members of an organisation, or one of them.
  static String path(String organization, @Nullable String user) {
    var members = "/v1/organizations/" + Administration.segment(organization) + "/members";
    return user == null ? members : members + "/" + Administration.segment(user);
  }
}
