package io.groundswell.groundwork.standing;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/// Asks the service on this machine whether it is ready, for health checks that run a program inside of the container:
/// an image holds neither shell nor curl. Ends with 0 where it is, with 1 where it is not.
public final class AskReady {

  private static final int PATIENCE_MILLIS = 4_000;

  private AskReady() {
  }

  /// @param arguments the management port
  public static void main(String... arguments) {
    System.exit(isReady(Integer.parseInt(arguments[0])) ? 0 : 1);
  }

  static boolean isReady(int port) {
    try {
      var ready = URI.create("http://127.0.0.1:" + port + "/q/health/ready").toURL();
      var connection = (HttpURLConnection) ready.openConnection();
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException away) {
      return false;
    }
  }
}
