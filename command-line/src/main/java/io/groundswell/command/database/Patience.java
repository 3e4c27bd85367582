package io.groundswell.command.database;

import picocli.CommandLine.Option;

/// How long a command that changes the schema waits for others.
final class Patience {

  @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "60",
      description = "How long to wait for somebody else who changes the schema. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(names = "--retries", paramLabel = "N", defaultValue = "5",
      description = "How often to try again where a table is in use. Default: ${DEFAULT-VALUE}.")
  private int retries;

  int seconds() {
    return seconds;
  }

  int retries() {
    return retries;
  }
}
