package io.groundswell.command;

import java.io.PrintWriter;
import java.io.StringWriter;

/// What a command did: its exit code and what it wrote.
public record CommandRun(int exitCode, String out, String err) {

  /// Runs `groundswell` with the arguments inside of this JVM.
  public static CommandRun of(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code = Groundswell.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
    return new CommandRun(code, out.toString(), err.toString());
  }
}
