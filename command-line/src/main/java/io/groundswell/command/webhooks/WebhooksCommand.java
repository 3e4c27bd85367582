package io.groundswell.command.webhooks;

import io.groundswell.command.manners.Exit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `groundswell webhooks`.
@Command(name = "webhooks", description = "Have announcements of trends sent to an address, signed.",
    synopsisSubcommandLabel = "(create | list | delete | deliveries | replay)",
    subcommands = {CreateWebhook.class, ListWebhooks.class, DeleteWebhook.class, ListDeliveries.class,
        ReplayDeliveries.class},
    footer = {"", Exit.EXPLAINED})
public final class WebhooksCommand implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  /// Without a subcommand there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(),
        "Missing: create, list, delete, deliveries or replay");
  }
}
