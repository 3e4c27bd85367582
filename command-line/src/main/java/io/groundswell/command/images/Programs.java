package io.groundswell.command.images;

import io.groundswell.command.manners.CommandFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Programs of this machine that an image is made with.
final class Programs {

  private Programs() {
  }

  /// What it says.
  ///
  /// @throws CommandFailed where it is not there, or fails
  static String run(String... command) throws InterruptedException {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      // ldd fails for what is linked to nothing, and says so.
      if (process.waitFor() != 0 && !command[0].equals("ldd")) {
        throw new CommandFailed(String.join(" ", List.of(command)) + " failed: " + output.strip());
      }
      return output;
    } catch (IOException missing) {
      throw new CommandFailed("an image needs " + command[0] + ": " + missing.getMessage());
    }
  }
}
