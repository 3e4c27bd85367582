package io.groundswell.command.offsets;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Terminal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// That somebody means it: why, and a yes.
final class Decision {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the books.")
  private String reason = "";

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  String reason() {
    return reason;
  }

  /// @throws ParameterException without a reason, or where nobody can be asked
  void requireMeant() {
    if (reason.isBlank()) {
      throw wrong("--reason must say why: it is all that will be known of the lost records");
    }
    if (!yes && !Terminal.answers()) {
      throw wrong("--yes is needed where nobody can be asked: the records are lost");
    }
  }

  /// Asks, unless that was answered beforehand.
  ///
  /// @throws CommandFailed where the answer is no
  void confirm(String question) {
    if (!yes) {
      var console = System.console();
      if (console == null || !"yes".equals(console.readLine("%s Type yes to go on: ", question))) {
        throw new CommandFailed("nothing was done");
      }
    }
  }

  ParameterException wrong(String rule) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), rule);
  }
}
