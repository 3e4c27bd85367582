package io.groundswell.sandbox.backend;

import java.nio.file.Path;

/// Main class of the child JVM that runs an [EmbeddedBroker].
final class BrokerKeeper {

  private BrokerKeeper() {
  }

  /// @param arguments directory and port
  public static void main(String[] arguments) throws InterruptedException {
    var life = KeptLife.begin();
    var directory = Path.of(arguments[0]);
    var broker = EmbeddedBroker.start(directory, Integer.parseInt(arguments[1]));
    life.ready(broker, directory, broker.bootstrapServers());
  }
}
