package io.groundswell.command.imports;

import io.groundswell.command.manners.Exit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `groundswell import resume`.
@Command(name = "resume", description = {
    "Go on with an import that was interrupted, paused or failed; or help one that is under way, from another machine.",
    ""},
    footer = {"", Exit.EXPLAINED})
final class ResumeImport extends Running {

  @Parameters(index = "1", paramLabel = "IMPORT", description = "Its number.")
  private long id;

  @Override
  protected long job(Jobs jobs, String location) throws InterruptedException {
    var status = jobs.find(id).path("status").asText();
    if (status.equals("paused") || status.equals("failed")) {
      jobs.change(id, Jobs.object().put("status", "pending"));
    }
    return id;
  }

  @Override
  protected ImportRun.Plan plan() {
    return ImportRun.Plan.REST;
  }
}
