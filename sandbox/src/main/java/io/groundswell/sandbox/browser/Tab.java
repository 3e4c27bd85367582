package io.groundswell.sandbox.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/// A page that is looked at, as somebody with this screen, these colours and this keyboard would.
public final class Tab implements AutoCloseable {

  private static final Map<String, Integer> KEYS =
      Map.of("Tab", 9, "Enter", 13, "Escape", 27, "ArrowLeft", 37, "ArrowUp", 38, "ArrowRight", 39, "ArrowDown", 40);

  private final Wire wire;
  private final String target;
  private final String session;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final LongAdder received = new LongAdder();

  /// A screen.
  ///
  /// @param width in CSS pixels
  /// @param scale device pixels a CSS pixel
  public record Screen(int width, int height, double scale) {

    public static final Screen DESKTOP = new Screen(1280, 860, 1);
    public static final Screen PHONE = new Screen(375, 740, 2);
  }

  public enum Colours {
    LIGHT, DARK
  }

  Tab(Wire wire, String target, String session) {
    this.wire = wire;
    this.target = target;
    this.session = session;
    wire.listen(session, this::hear);
    for (var domain : List.of("Page", "Runtime", "Log", "Network")) {
      ask(domain + ".enable", object());
    }
  }

  /// What went wrong so far, as the console has it: errors, exceptions, violations of the page's policy.
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  public void forgetComplaints() {
    complaints.clear();
  }

  /// Bytes that came over the wire so far, packed as they came, with their headers.
  public long received() {
    return received.sum();
  }

  /// Goes there, and returns when the page has loaded.
  ///
  /// @throws IllegalStateException where it cannot be reached
  public void go(URI address) {
    var answer = ask("Page.navigate", object().put("url", address.toString()));
    if (answer.hasNonNull("errorText")) {
      throw new IllegalStateException(address + ": " + answer.path("errorText").asText());
    }
    requireSoon("document.readyState === 'complete'", Duration.ofSeconds(30));
  }

  public void show(Screen screen, Colours colours) {
    ask("Emulation.setDeviceMetricsOverride", object().put("width", screen.width).put("height", screen.height)
        .put("deviceScaleFactor", screen.scale).put("mobile", screen.width < 600));
    var media = object();
    media.putArray("features")
        .add(object().put("name", "prefers-color-scheme").put("value", colours.name().toLowerCase(Locale.ROOT)))
        .add(object().put("name", "prefers-reduced-motion").put("value", "reduce"));
    ask("Emulation.setEmulatedMedia", media);
  }

  /// The value of an expression of JavaScript; of a promise, what comes of it.
  ///
  /// @throws IllegalStateException where it throws, saying what
  public JsonNode evaluate(String expression) {
    var answer = ask("Runtime.evaluate", object().put("expression", expression).put("awaitPromise", true)
        .put("returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(problem(answer.path("exceptionDetails")) + " in " + expression);
    }
    return answer.path("result").path("value");
  }

  /// Whether an expression becomes true in time. It is looked at twenty times a second, by the page itself.
  public boolean becomes(String expression, Duration patience) {
    return evaluate(String.format(Locale.ROOT, """
        new Promise((tell) => {
          const end = Date.now() + %d;
          const look = () => {
            let is = false;
            try { is = Boolean(%s); } catch { is = false; }
            if (is || Date.now() > end) { tell(is); } else { setTimeout(look, 50); }
          };
          look();
        })""", patience.toMillis(), expression)).asBoolean();
  }

  /// @throws IllegalStateException where it does not become true
  public void requireSoon(String expression, Duration patience) {
    if (!becomes(expression, patience)) {
      throw new IllegalStateException("after " + patience.toSeconds() + " s still not: " + expression);
    }
  }

  /// Presses a key once, as named by `KeyboardEvent.key`.
  public void press(String key) {
    var code = KEYS.get(key);
    if (code == null) {
      throw new IllegalArgumentException("no such key: " + key);
    }
    var pressed = object().put("type", key.equals("Enter") ? "keyDown" : "rawKeyDown").put("key", key).put("code", key)
        .put("windowsVirtualKeyCode", code);
    if (key.equals("Enter")) {
      pressed.put("text", "\r");
    }
    ask("Input.dispatchKeyEvent", pressed);
    ask("Input.dispatchKeyEvent", object().put("type", "keyUp").put("key", key).put("code", key)
        .put("windowsVirtualKeyCode", code));
  }

  /// Writes where the focus is.
  public void type(String text) {
    ask("Input.insertText", object().put("text", text));
  }

  /// A PNG of the screen.
  public byte[] picture() {
    return Base64.getDecoder()
        .decode(ask("Page.captureScreenshot", object().put("format", "png")).path("data").asText());
  }

  /// A WebP of the screen, which is a third as large.
  ///
  /// @param quality 1 to 100
  public byte[] smallPicture(int quality) {
    return Base64.getDecoder().decode(ask("Page.captureScreenshot",
        object().put("format", "webp").put("quality", quality)).path("data").asText());
  }

  @Override
  public void close() {
    wire.ask("", "Target.closeTarget", object().put("targetId", target));
  }

  private void hear(String event, JsonNode told) {
    switch (event) {
      case "Runtime.exceptionThrown" -> complaints.add(problem(told.path("exceptionDetails")));
      case "Runtime.consoleAPICalled" -> {
        if (told.path("type").asText().equals("error")) {
          complaints.add(told.path("args").toString());
        }
      }
      case "Log.entryAdded" -> {
        if (told.path("entry").path("level").asText().equals("error")) {
          complaints.add(told.path("entry").path("text").asText() + " " + told.path("entry").path("url").asText());
        }
      }
      case "Network.loadingFinished" -> received.add(told.path("encodedDataLength").asLong());
      default -> {
        // Nothing that anybody asks about.
      }
    }
  }

  private static String problem(JsonNode details) {
    return details.path("exception").path("description").asText(details.path("text").asText());
  }

  private JsonNode ask(String method, ObjectNode parameters) {
    return wire.ask(session, method, parameters);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
