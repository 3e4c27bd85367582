package io.groundswell.sandbox.backend;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/// Which of the brokers of a cluster one is. All of them know all.
///
/// @param cluster the cluster's id, the same for all and for ever
/// @param node from 1
/// @param controllerPorts by which the brokers agree on what is where; that of node 1 first
public record ClusterMember(String cluster, int node, List<Integer> controllerPorts) {

  private static final int MOST_COPIES = 3;

  public ClusterMember {
    controllerPorts = List.copyOf(controllerPorts);
    if (node < 1 || node > controllerPorts.size()) {
      throw new IllegalArgumentException("a cluster of " + controllerPorts.size() + " has no node " + node);
    }
  }

  /// The members of a new cluster.
  public static List<ClusterMember> cluster(int size) {
    var id = Uuid.randomUuid().toString();
    var ports = IntStream.range(0, size).map(node -> FreePort.any()).boxed().toList();
    return IntStream.rangeClosed(1, size).mapToObj(node -> new ClusterMember(id, node, ports)).toList();
  }

  static ClusterMember alone(String cluster) {
    return new ClusterMember(cluster, 1, List.of(FreePort.inner()));
  }

  /// What [#arguments()] made.
  static ClusterMember parse(String[] arguments, int first) {
    return new ClusterMember(arguments[first], Integer.parseInt(arguments[first + 1]),
        List.of(arguments[first + 2].split(",")).stream().map(Integer::valueOf).toList());
  }

  List<String> arguments() {
    return List.of(cluster, Integer.toString(node),
        controllerPorts.stream().map(String::valueOf).collect(Collectors.joining(",")));
  }

  int controllerPort() {
    return controllerPorts.get(node - 1);
  }

  /// As Kafka's `controller.quorum.voters`.
  String voters() {
    return IntStream.rangeClosed(1, controllerPorts.size())
        .mapToObj(one -> one + "@127.0.0.1:" + controllerPorts.get(one - 1))
        .collect(Collectors.joining(","));
  }

  int copies() {
    return Math.min(MOST_COPIES, controllerPorts.size());
  }

  /// All but one, so that one broker may be missing.
  int copiesInSync() {
    return Math.max(1, copies() - 1);
  }
}
