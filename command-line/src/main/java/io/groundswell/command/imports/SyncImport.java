package io.groundswell.command.imports;

import io.groundswell.command.manners.Exit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `groundswell import sync`.
@Command(name = "sync", description = {
    "Bring in what came or changed since an import was completed.",
    "",
    "What was begun before is finished first. Parts that only grow are read on behind their last row, all others again; "
        + "what was there before counts once.",
    ""},
    footer = {"", Exit.EXPLAINED})
final class SyncImport extends Running {

  @Parameters(index = "1", paramLabel = "IMPORT", description = "Its number.")
  private long id;

  @Option(names = "--all", description = "Read those that grow again, too: for rows that came late with a lower key.")
  private boolean isWhole;

  @Override
  protected long job(Jobs jobs, String location) {
    return id;
  }

  @Override
  protected ImportRun.Plan plan() {
    return isWhole ? ImportRun.Plan.WHOLE : ImportRun.Plan.ANEW;
  }
}
