package io.groundswell.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `groundswell` command.
@Command(name = "groundswell", mixinStandardHelpOptions = true,
    description = "Event-driven social analytics: exact series and detected trends from platform events.")
public final class Groundswell implements Runnable {

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Groundswell()).execute(arguments));
  }
}
