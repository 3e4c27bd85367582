package io.groundswell.command.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.Administration;
import io.groundswell.command.reach.TrendReach;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What the commands of webhooks have in common: one question to trend-service, told as it is or for people.
abstract class WebhookQuestion implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final TrendReach trend = new TrendReach();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  /// Asks the one question.
  abstract JsonNode ask(Administration service) throws InterruptedException;

  /// Tells the answer to people.
  abstract void tell(PrintWriter out, JsonNode answer);

  @Override
  public final Integer call() throws InterruptedException {
    try (var service = new Administration(trend.target(), "trend-service", PATIENCE)) {
      var answer = ask(service);
      var out = Objects.requireNonNull(spec).commandLine().getOut();
      if (json) {
        Administration.print(out, answer);
      } else {
        tell(out, answer);
        out.flush();
      }
      return Exit.OK;
    }
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static String path(String id) {
    return "/v1/webhooks/" + Administration.segment(id);
  }

  /// Of a time, what people look at.
  static String seconds(JsonNode time) {
    var text = time.asText("");
    return text.isEmpty() || time.isNull() ? "-" : text.replaceFirst("\\.\\d+Z$", "Z");
  }
}
