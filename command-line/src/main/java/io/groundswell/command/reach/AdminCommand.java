package io.groundswell.command.reach;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.manners.Exit;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What the commands that look after keys and organisations have in common: one question to the service, told as it is
/// or for people.
public abstract class AdminCommand implements Callable<Integer> {

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final Reach reach = new Reach();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  /// Asks the one question.
  protected abstract JsonNode ask(Administration administration) throws InterruptedException;

  /// Tells the answer to people.
  protected abstract void tell(PrintWriter out, JsonNode answer);

  @Override
  public final Integer call() throws InterruptedException {
    try (var administration = new Administration(reach.ingest())) {
      var answer = ask(administration);
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

  /// Tells people, before the answer is whole, what is told this once: what fails later does not take it away. Beside
  /// JSON on the standard error.
  protected final void tellAtOnce(String line) {
    var command = Objects.requireNonNull(spec).commandLine();
    var out = json ? command.getErr() : command.getOut();
    out.println(line);
    out.flush();
  }

  protected static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  protected final ParameterException wrong(String rule) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), rule);
  }

  /// A key that was just made, for who made it.
  protected static void tellSecret(PrintWriter out, JsonNode issued) {
    out.println(issued.path("secret").asText());
    out.println("Keep it: it is shown this once. Its id is " + issued.at("/key/id").asText() + ".");
  }
}
