package io.groundswell.sandbox;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Asks a service for its health on its management port.
final class Health {

  private static final int PATIENCE_MILLIS = 2_000;

  private Health() {
  }

  static boolean isReady(URI management) {
    return answer(management).status == HttpURLConnection.HTTP_OK;
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
