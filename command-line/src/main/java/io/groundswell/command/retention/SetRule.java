package io.groundswell.command.retention;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `groundswell retention set`.
@Command(name = "set", description = {
    "Keep events of a type for so many days, and remove older ones.",
    "",
    "They are removed for good, from the archive's files too; daily figures stay. A longer time set later brings nothing back.",
    ""},
    footer = {"", Exit.EXPLAINED})
final class SetRule extends RetentionQuestion {

  @Parameters(paramLabel = "TYPE", description = "Event type, or '*' for all that have no rule of their own.")
  private String type = "";

  @Option(names = "--days", required = true, paramLabel = "N", description = "UTC days beside today, 1 to 36525.")
  private int days;

  @Override
  JsonNode ask(Administration service) throws InterruptedException {
    return service.ask("PUT", path(type), JsonNodeFactory.instance.objectNode().put("keepDays", days));
  }
}
