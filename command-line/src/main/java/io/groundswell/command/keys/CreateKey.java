package io.groundswell.command.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.AdminCommand;
import io.groundswell.command.reach.Administration;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `groundswell keys create`.
@Command(name = "create", description = {
    "Make a key and print it, this once.",
    "",
    "Kinds: write (sends events; the one to put into an app), backfill (history too), read (asks), admin (everything).",
    ""},
    footer = {"", Exit.EXPLAINED})
final class CreateKey extends AdminCommand {

  @Parameters(paramLabel = "NAME", description = "What it is for, for instance 'web shop'.")
  private String name = "";

  @Option(names = "--kind", required = true, paramLabel = "KIND", description = "write, backfill, read or admin.")
  private String kind = "";

  @Option(names = "--org", paramLabel = "ORG",
      description = "For another organisation, by id or slug: with an admin key of the operator's organisation.")
  private @Nullable String organization;

  @Option(names = "--expires", paramLabel = "TIME", converter = Lifetime.class,
      description = "How long it lives, for instance 90d. Default: until it is revoked.")
  private @Nullable Duration expires;

  @Option(names = "--platform", paramLabel = "SLUG", description = "The platform of events that name none.")
  private @Nullable String platform;

  @Option(names = "--user", paramLabel = "USER",
      description = "A member whose key it is: it opens what their role allows.")
  private @Nullable String user;

  @Option(names = "--stamp-missing-time",
      description = "Events without a time get that of their receipt. A retry of such an event counts again.")
  private boolean stampMissingTime;

  @Option(names = "--rate-limit", paramLabel = "N", description = "At most so many events a second.")
  private @Nullable Integer rateLimit;

  @Option(names = "--byte-limit", paramLabel = "N", description = "At most so many bytes a second.")
  private @Nullable Long byteLimit;

  @Option(names = "--cors-origin", paramLabel = "ORIGIN",
      description = "A web origin whose pages may use it; repeatable.")
  private List<String> corsOrigins = List.of();

  @Override
  protected JsonNode ask(Administration administration) throws InterruptedException {
    var body = object().put("name", name).put("kind", kind).put("stampMissingTime", stampMissingTime)
        .put("defaultPlatform", platform).put("userId", user).put("rateLimit", rateLimit).put("byteLimit", byteLimit)
        .put("expiresAt", expires == null ? null : Lifetime.end(expires));
    corsOrigins.forEach(body.putArray("corsOrigins")::add);
    return administration.ask("POST", organization == null ? "/v1/keys"
        : "/v1/organizations/" + Administration.segment(organization) + "/keys", body);
  }

  @Override
  protected void tell(PrintWriter out, JsonNode answer) {
    tellSecret(out, answer);
  }
}
