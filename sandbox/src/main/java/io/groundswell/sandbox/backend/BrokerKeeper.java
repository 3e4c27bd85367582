package io.groundswell.sandbox.backend;

import java.nio.file.Path;

/// Main class of the child JVM that runs an [EmbeddedBroker].
final class BrokerKeeper {

  private BrokerKeeper() {
  }

  /// @param arguments directory and port; and, of one of a cluster, what [ClusterMember#arguments()] says
  public static void main(String[] arguments) throws InterruptedException {
    var life = KeptLife.begin();
    var directory = Path.of(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    var broker = arguments.length == 2
        ? EmbeddedBroker.start(directory, port)
        : EmbeddedBroker.start(directory, port, ClusterMember.parse(arguments, 2));
    life.ready(broker, directory, broker.bootstrapServers());
  }
}
