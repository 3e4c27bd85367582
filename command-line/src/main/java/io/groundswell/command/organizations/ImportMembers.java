package io.groundswell.command.organizations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.mapping.Mapping;
import io.groundswell.command.reach.AdminCommand;
import io.groundswell.command.reach.Administration;
import io.groundswell.command.source.Hints;
import io.groundswell.command.source.Source;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `groundswell import members`.
@Command(name = "members", description = {
    "Make the organisations and members that a database tells of, and put users without one into a default organisation.",
    "",
    "What the mapping's \"members\" selects: id (unique), member, role, organization (a slug, or null) and its name. What is "
        + "there already stays. Prints the first key of each new organisation at once, this once. Needs an admin key of "
        + "organisation 1.",
    ""},
    footer = {"", "Example: groundswell import members postgresql://me:secret@old/app --mapping normalised.json "
        + "--default everybody", "", Exit.EXPLAINED})
public final class ImportMembers extends AdminCommand {

  private static final String PART = "@members";
  private static final int PAGE = 1_000;
  private static final Set<String> ROLES = Set.of("owner", "admin", "editor", "viewer");

  @Parameters(paramLabel = "SOURCE", description = "As for 'import start'.")
  private String location = "";

  @Option(names = "--mapping", paramLabel = "FILE", required = true, description = "As for 'import start'.")
  private Path mapping = Path.of("");

  @Option(names = "--default", paramLabel = "SLUG", required = true,
      description = "The organisation of users without one.")
  private String usual = "";

  @Override
  protected JsonNode ask(Administration administration) throws InterruptedException {
    var query = Mapping.read(mapping).members();
    if (query == null) {
      throw CommandFailed.badData("the mapping " + mapping + " has no \"members\"");
    }
    var there = new HashSet<String>();
    administration.ask("GET", "/v1/organizations", null).path("organizations")
        .forEach(each -> there.add(each.path("slug").asText()));
    var report = JsonNodeFactory.instance.objectNode();
    report.putArray("organizations");
    try (var source = Source.open(location, new Hints(null, Map.of(PART, query)))) {
      if (!source.parts().contains(PART)) {
        throw CommandFailed.badData("the source has none of the tables that the mapping's \"members\" names");
      }
      require(source.columns(PART));
      String after = null;
      boolean isLast = false;
      while (!isLast) {
        var page = source.next(PART, "id", after, null, PAGE);
        for (var row : page.rows()) {
          bring(administration, row.values(), there, report);
        }
        isLast = page.isLast();
        after = isLast ? after : page.end();
      }
    }
    return report;
  }

  private static void require(@Nullable Set<String> columns) {
    for (var column : Set.of("id", "member", "role", "organization", "name")) {
      if (columns != null && !columns.contains(column)) {
        throw CommandFailed.badData("the mapping's \"members\" selects no '" + column + "'");
      }
    }
  }

  private void bring(Administration administration, JsonNode row, Set<String> there, ObjectNode report)
      throws InterruptedException {
    boolean hasNone = row.path("organization").asText("").isEmpty();
    var slug = hasNone ? usual : row.path("organization").asText();
    if (there.add(slug)) {
      var wish = object().put("slug", slug).put("name", hasNone ? null : row.path("name").textValue());
      var made = administration.ask("POST", "/v1/organizations", wish);
      tellAtOnce("organisation " + made.at("/organization/id").asText() + " (" + slug
          + "), its admin key, shown this once: " + made.path("secret").asText());
      report.withArray("organizations").addObject().put("slug", slug).put("id", made.at("/organization/id").asLong())
          .put("secret", made.path("secret").asText());
    }
    var told = row.path("role").asText("").toLowerCase(Locale.ROOT);
    var role = ROLES.contains(told) ? told : "viewer";
    administration.ask("PUT", MemberCommand.path(slug, row.path("member").asText()), object().put("role", role));
    add(report, "members");
    if (hasNone) {
      add(report, "assignedToDefault");
    }
    if (!role.equals(told)) {
      add(report, "rolesMadeViewer");
    }
  }

  private static void add(ObjectNode report, String member) {
    report.put(member, report.path(member).asLong() + 1);
  }

  @Override
  protected void tell(PrintWriter out, JsonNode report) {
    out.printf(Locale.ROOT, "%,d members, %,d of them without an organisation before and now in %s%n",
        report.path("members").asLong(), report.path("assignedToDefault").asLong(), usual);
    if (report.has("rolesMadeViewer")) {
      out.printf(Locale.ROOT, "%,d roles are none of owner, admin, editor, viewer: they are viewers now%n",
          report.path("rolesMadeViewer").asLong());
    }
  }
}
