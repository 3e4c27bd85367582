package io.groundswell.command.screenshots;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.DataDirectory;
import io.groundswell.sandbox.Instance;
import io.groundswell.sandbox.browser.Chromium;
import io.groundswell.sandbox.browser.Tab;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `groundswell screenshots DIR`.
@Command(name = "screenshots", description = {
    "Take pictures of the page of the running system, as the documents show them.",
    "",
    "Needs a Chromium on this machine. They show most while 'groundswell demo' has run for two minutes.",
    ""},
    footer = {"", Exit.EXPLAINED})
public final class Screenshots implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int QUALITY = 80;

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final DataDirectory dataDirectory = new DataDirectory();

  @Parameters(paramLabel = "DIR", description = "Where to put them: NAME.webp, what is there is replaced.")
  private Path directory = Path.of(".");

  @Override
  public Integer call() {
    var instance = dataDirectory.instance();
    var binary = Chromium.find().orElseThrow(() -> CommandFailed.unavailable("there is no Chromium on this machine; "
        + "install one (Debian: apt-get install chromium), or name it by " + Chromium.VARIABLE));
    try (var browser = Chromium.start(binary)) {
      Files.createDirectories(directory);
      for (var shot : Shot.all()) {
        try (var tab = browser.open()) {
          write(shot, take(tab, shot, page(instance), instance.key()));
        }
      }
    } catch (IOException unwritable) {
      throw new CommandFailed("cannot write to " + directory + ": " + unwritable.getMessage());
    } catch (IllegalStateException unseen) {
      throw new CommandFailed(String.valueOf(unseen.getMessage()));
    }
    return Exit.OK;
  }

  private static byte[] take(Tab tab, Shot shot, URI page, String key) {
    tab.show(shot.screen(), shot.colours());
    tab.go(page);
    tab.requireSoon("document.activeElement.id === 'key'", PATIENCE);
    tab.type(key);
    tab.press("Enter");
    tab.requireSoon("document.querySelector('.board li a')", PATIENCE);
    tab.evaluate(
        "location.hash = '" + shot.address().replace(Shot.TOP, shot.address().contains(Shot.TOP) ? top(tab) : "")
            + "'");
    tab.requireSoon(shot.shown(), PATIENCE);
    // What is being drawn is drawn with the next frame.
    tab.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))");
    return tab.smallPicture(QUALITY);
  }

  /// `hashtag/gardening`, as it stands in addresses.
  private static String top(Tab tab) {
    tab.evaluate("location.hash = '/trends?type=hashtag'");
    tab.requireSoon("document.querySelector('[data-subject^=\"hashtag/\"] a')", PATIENCE);
    return tab.evaluate("document.querySelector('[data-subject^=\"hashtag/\"] a').getAttribute('href').slice(10)")
        .asText();
  }

  private void write(Shot shot, byte[] picture) throws IOException {
    var file = directory.resolve(shot.name() + ".webp");
    Files.write(file, picture);
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(file + "  " + picture.length / 1024 + " kB");
    out.flush();
  }

  private static URI page(Instance instance) {
    return Objects.requireNonNull(instance.services().get("trend"), "trend").url().resolve("/");
  }
}
