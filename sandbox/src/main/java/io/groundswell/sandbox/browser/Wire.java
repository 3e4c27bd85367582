package io.groundswell.sandbox.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The connection to a browser: commands with a number, answers with the same number, and events of sessions.
final class Wire implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final Map<String, BiConsumer<String, JsonNode>> listeners = new ConcurrentHashMap<>();

  private Wire(URI address) {
    this.socket = http.newWebSocketBuilder().buildAsync(address, new Reader()).join();
  }

  static Wire open(URI address) {
    return new Wire(address);
  }

  /// What a session tells unasked, by the name of the event.
  void listen(String session, BiConsumer<String, JsonNode> listener) {
    listeners.put(session, listener);
  }

  /// @param session empty for the browser itself
  /// @throws IllegalStateException where the browser refuses, or does not answer
  JsonNode ask(String session, String method, JsonNode parameters) {
    int number = numbers.incrementAndGet();
    var answer = new CompletableFuture<JsonNode>();
    asked.put(number, answer);
    var command = JSON.createObjectNode().put("id", number).put("method", method);
    command.set("params", parameters);
    if (!session.isEmpty()) {
      command.put("sessionId", session);
    }
    send(command.toString());
    try {
      var result = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (result.has("error")) {
        throw new IllegalStateException(method + ": " + result.path("error").path("message").asText());
      }
      return result.path("result");
    } catch (ExecutionException | TimeoutException gone) {
      throw new IllegalStateException(method + ": the browser does not answer", gone);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stopping);
    } finally {
      asked.remove(number);
    }
  }

  /// One after another: a socket takes no second text before the first is gone.
  private synchronized void send(String text) {
    socket.sendText(text, true).join();
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
  }

  private void take(String text) {
    JsonNode message;
    try {
      message = JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      throw new IllegalStateException(notJson);
    }
    if (message.has("id")) {
      var waiting = asked.get(message.path("id").asInt());
      if (waiting != null) {
        waiting.complete(message);
      }
      return;
    }
    var listener = listeners.get(message.path("sessionId").asText());
    if (listener != null) {
      listener.accept(message.path("method").asText(), message.path("params"));
    }
  }

  private final class Reader implements WebSocket.Listener {

    private final StringBuilder begun = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
      begun.append(part);
      if (isLast) {
        var text = begun.toString();
        begun.setLength(0);
        take(text);
      }
      from.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable broken) {
      asked.values().forEach(waiting -> waiting.completeExceptionally(broken));
    }
  }
}
