package io.groundswell.command.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.groundswell.command.manners.Exit;
import io.groundswell.contract.ApiKey;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `groundswell keys generate`: for the one key that no other key can make.
@Command(name = "generate", description = {
    "Print a new random key, which opens nothing yet: nobody is asked, nothing is stored.",
    "ingest-service creates it as the first admin key of a new system where it is given as "
        + "GROUNDSWELL_ACCESS_BOOTSTRAP_KEY."
}, footer = {"", Exit.EXPLAINED})
final class GenerateKey implements Runnable {

  @Spec
  private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public void run() {
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    var key = ApiKey.generate(new SecureRandom());
    out.println(json
        ? JsonNodeFactory.instance.objectNode().put("id", key.id()).put("secret", key.text()).toString()
        : key.text());
    out.flush();
  }
}
