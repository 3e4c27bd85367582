package io.groundswell.command.running;

import io.groundswell.command.demo.Demo;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.sandbox.Instance;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import io.groundswell.sandbox.child.StartCache;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `groundswell rehearse`: what the launcher runs after a build. Everything is started once and used a little, so that
/// the JVMs can record what they need for a fast start; see [StartCache].
@Command(name = "rehearse", hidden = true,
    description = "Start everything once and record what makes the next starts fast.")
public final class Rehearse implements Callable<Integer> {

  private static final int QUERIES = 300;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var options = SandboxOptions.ephemeral().recording();
    Files.createDirectories(StartCache.of(options.home(), StartCache.Use.RECORD).directory());
    try (var sandbox = Sandbox.start(options, Progress.SILENT)) {
      var instance = sandbox.instance();
      send(instance);
      ask(instance);
    } catch (IllegalStateException failed) {
      throw new CommandFailed(String.valueOf(failed.getMessage()));
    }
    return Exit.OK;
  }

  private static void send(Instance instance) {
    var silence = new PrintWriter(Writer.nullWriter());
    int code = new CommandLine(new Demo()).setOut(silence)
        .setErr(silence)
        .execute("--url", url(instance, "ingest").toString(), "--key", instance.key(), "--history", "12h",
            "--duration", "3s", "--rate", "400");
    if (code != Exit.OK) {
      throw new CommandFailed("the demo ended with " + code);
    }
  }

  private static void ask(Instance instance) throws IOException, InterruptedException {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int i = 0; i < QUERIES; i++) {
        get(client, instance, url(instance, "trend").resolve("/v1/trends?window=1h"));
        get(client, instance, url(instance, "metrics").resolve("/v1/series/post/p" + i + "/likes?bucket=1h"));
      }
    }
  }

  private static void get(HttpClient client, Instance instance, URI address) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(address).header("X-API-Key", instance.key()).build();
    client.send(request, BodyHandlers.discarding());
  }

  private static URI url(Instance instance, String service) {
    return Objects.requireNonNull(instance.services().get(service)).url();
  }
}
