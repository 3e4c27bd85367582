package io.groundswell.groundwork.standing;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/// Where every service starts.
@QuarkusMain
public final class Service {

  Service() {
  }

  public static void main(String... arguments) {
    // Quarkus looks at every URL before we do, and answers one that is none with an empty 400. UnreadableUrls looks
    // instead.
    System.setProperty("vertx.disableURIValidation", "true");
    Quarkus.run(arguments);
  }
}
