package io.groundswell.command.imports;

import io.groundswell.command.balance.ReportImport;
import io.groundswell.command.compare.RetireImport;
import io.groundswell.command.compare.UndoImport;
import io.groundswell.command.compare.VerifyImport;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.organizations.ImportMembers;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `groundswell import`.
@Command(name = "import", description = "Bring other systems' data in.",
    synopsisSubcommandLabel = "(members | start | resume | sync | verify | report | retire | undo | list | set | mapping)",
    subcommands = {ImportMembers.class, StartImport.class, ResumeImport.class, SyncImport.class, VerifyImport.class,
        ReportImport.class,
        RetireImport.class, UndoImport.class, ListImports.class, ChangeImport.class, PrintMapping.class},
    footer = {"", Exit.EXPLAINED})
public final class ImportCommand implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  /// Without a subcommand there is nothing to do.
  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(),
        "Missing: members, start, resume, sync, verify, report, retire, undo, list, set or mapping");
  }
}
