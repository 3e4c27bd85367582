package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.sandbox.browser.Chromium;
import io.groundswell.sandbox.browser.Tab;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;

/// Somebody who reads the page in a browser.
final class Reader implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  /// An open source checker of accessibility (Deque's axe-core), by the rules of WCAG 2.1, levels A and AA.
  private static final String AXE = resource("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js");

  private final Tab tab;
  private final URI page;

  Reader(Chromium browser, URI page, Tab.Screen screen, Tab.Colours colours) {
    this.tab = browser.open();
    this.page = page;
    tab.show(screen, colours);
    tab.go(page);
  }

  /// A browser of this machine. Without one nothing is looked at, which in continuous integration is a failure.
  static Chromium browser() {
    var binary = Chromium.find();
    if (binary.isEmpty()) {
      var why = "there is no Chromium on this machine (Debian: apt-get install chromium; elsewhere " + Chromium.VARIABLE
          + " names it), so the page was not looked at";
      if ("true".equals(System.getenv("CI"))) {
        fail(why);
      }
      abort(why);
    }
    return Chromium.start(binary.orElseThrow());
  }

  Tab tab() {
    return tab;
  }

  /// By the keyboard, as everybody does.
  void signIn(String key) {
    sees("document.activeElement.id === 'key'");
    tab.type(key);
    tab.press("Enter");
  }

  /// Signs in with a good key and sees the first view.
  void enter(String key) {
    signIn(key);
    sees("document.querySelector('h1')?.textContent === 'Rising now'");
  }

  void visit(String hash) {
    tab.evaluate("location.hash = " + quoted(hash));
  }

  /// Waits until an expression of JavaScript becomes true.
  void sees(String expression) {
    assertThat(tab.becomes(expression, PATIENCE)).as("%s, on a page that says: %s", expression, text()).isTrue();
  }

  void reads(String text) {
    sees("document.querySelector('main').innerText.includes(" + quoted(text) + ")");
  }

  /// What stands on the page.
  String text() {
    return tab.evaluate("document.body.innerText").asText();
  }

  /// The accessible name, as far as it is text, of what has the focus.
  String focused() {
    return tab
        .evaluate(
            "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText ?? '').trim()")
        .asText();
  }

  /// How many pixels of the first canvas are of each kind.
  JsonNode pixels() {
    return tab.evaluate("""
        (() => {
          const canvas = document.querySelector('canvas');
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          const colours = new Set();
          let drawn = 0;
          let red = 0;
          for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] > 0) {
              drawn++;
              colours.add((data[i] << 16) + (data[i + 1] << 8) + data[i + 2]);
              if (data[i] > data[i + 2] + 60) { red++; }
            }
          }
          return { drawn, red, colours: colours.size };
        })()""");
  }

  /// What axe has to say against the page as it stands, empty where nothing.
  String obstacles() {
    tab.evaluate(AXE + "; undefined");
    var result = tab.evaluate("""
        axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'] })
          .then((result) => result.violations.map((one) => one.id + ': ' + one.nodes.slice(0, 3).map((node) =>
            node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | ')))""");
    return StreamSupport.stream(result.spliterator(), false).map(JsonNode::asText).collect(Collectors.joining("\n"));
  }

  /// By how many pixels the page is wider than the screen.
  int overhang() {
    return tab.evaluate("document.documentElement.scrollWidth - innerWidth").asInt();
  }

  /// Of the whole screen, 0 for black to 1 for white.
  double brightness() {
    var picture = picture();
    double sum = 0;
    int looked = 0;
    for (int x = 0; x < picture.getWidth(); x += 7) {
      for (int y = 0; y < picture.getHeight(); y += 7) {
        var colour = new Color(picture.getRGB(x, y));
        sum += (0.2126 * colour.getRed() + 0.7152 * colour.getGreen() + 0.0722 * colour.getBlue()) / 255;
        looked++;
      }
    }
    return sum / looked;
  }

  private BufferedImage picture() {
    try {
      return ImageIO.read(new ByteArrayInputStream(tab.picture()));
    } catch (IOException neverInMemory) {
      throw new UncheckedIOException(neverInMemory);
    }
  }

  URI page() {
    return page;
  }

  static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static String resource(String name) {
    try (var file = Reader.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public void close() {
    tab.close();
  }
}
