package io.groundswell.command.organizations;

import io.groundswell.command.manners.Exit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `groundswell org`.
@Command(name = "org", description = "Make and list organisations, and look after their members.",
    synopsisSubcommandLabel = "(create | list | member)",
    subcommands = {CreateOrganization.class, ListOrganizations.class, MemberCommand.class},
    footer = {"", Exit.EXPLAINED})
public final class OrgCommand implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  /// Without a subcommand there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Missing: create, list or member");
  }
}
