package io.groundswell.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Asks a service for its health on its management port.
final class Health {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE_MILLIS = 2_000;

  private Health() {
  }

  static boolean isReady(URI management) {
    return look(management).isReady;
  }

  /// What a service says of itself.
  ///
  /// @param notice what an operator should know of its parts, in a sentence; null where all is well, or nothing is said
  record Look(boolean isReady, @Nullable String notice) {
  }

  static Look look(URI management) {
    var answer = answer(management);
    return new Look(answer.status == HttpURLConnection.HTTP_OK, notice(answer.body));
  }

  /// The parts that are not simply `ok`.
  static @Nullable String notice(String readiness) {
    try {
      var parts = new ArrayList<String>();
      for (var check : JSON.readTree(readiness).path("checks")) {
        check.path("data").properties().forEach(part -> {
          if (!part.getValue().asText().equals("ok")) {
            parts.add(part.getKey() + ": " + part.getValue().asText().replaceFirst("^ok, but ", ""));
          }
        });
      }
      return parts.isEmpty() ? null : String.join("; ", parts);
    } catch (JsonProcessingException somethingElseAnswers) {
      return null;
    }
  }

  /// What it says about its readiness, for people.
  static String reasons(URI management) {
    return answer(management).body;
  }

  private record Answer(int status, String body) {
  }

  private static Answer answer(URI management) {
    try {
      var connection = (HttpURLConnection) management.resolve("/q/health/ready").toURL().openConnection();
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      int status = connection.getResponseCode();
      try (var body = status < HttpURLConnection.HTTP_BAD_REQUEST
          ? connection.getInputStream() : connection.getErrorStream()) {
        return new Answer(status, body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      return new Answer(0, String.valueOf(e.getMessage()));
    }
  }
}
