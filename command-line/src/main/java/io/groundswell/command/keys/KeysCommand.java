package io.groundswell.command.keys;

import io.groundswell.command.manners.Exit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `groundswell keys`.
@Command(name = "keys", description = "Make, list, rotate and revoke the API keys of an organisation.",
    synopsisSubcommandLabel = "(create | list | rotate | revoke | generate)",
    subcommands = {CreateKey.class, ListKeys.class, RotateKey.class, RevokeKey.class, GenerateKey.class},
    footer = {"", Exit.EXPLAINED})
public final class KeysCommand implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  /// Without a subcommand there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(),
        "Missing: create, list, rotate, revoke or generate");
  }
}
