package io.groundswell.command.reach;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options that name the Kafka of a system, for an operator's commands, and what its clients need to be let in: a
/// file of Kafka's own client properties, and the variables of the environment that the services read
/// (`GROUNDSWELL_KAFKA_CLIENT__SECURITY_PROTOCOL_=SASL_SSL`). The file wins.
public final class KafkaReach {

  private static final String FROM_ENVIRONMENT = "GROUNDSWELL_KAFKA_CLIENT__";

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(names = "--kafka", paramLabel = "HOST:PORT,…",
      description = "Kafka of the same system, where --postgres names it: where the partitions end.")
  private @Nullable String kafka;

  @Option(names = "--kafka-properties", paramLabel = "FILE",
      description = "Client properties by Kafka's names, for TLS and SASL. Also read is what the services are given, "
          + "GROUNDSWELL_KAFKA_CLIENT__SECURITY_PROTOCOL_ and so on.")
  private @Nullable Path file;

  /// The properties of a client; null where no Kafka is named.
  ///
  /// @param known the bootstrap servers where the options name none; null where there are none
  public @Nullable Map<String, Object> properties(@Nullable String known) {
    var servers = kafka != null ? kafka : known;
    if (servers == null) {
      return null;
    }
    var properties = inEnvironment(System.getenv());
    inFile().forEach((name, value) -> properties.put(name.toString(), value));
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    return properties;
  }

  /// As the services read them: `GROUNDSWELL_KAFKA_CLIENT__SASL_MECHANISM_` is `sasl.mechanism`.
  static Map<String, Object> inEnvironment(Map<String, String> environment) {
    var properties = new HashMap<String, Object>();
    environment.forEach((name, value) -> {
      if (name.startsWith(FROM_ENVIRONMENT)) {
        properties.put(name.substring(FROM_ENVIRONMENT.length()).replaceFirst("_$", "").replace('_', '.')
            .toLowerCase(Locale.ROOT), value);
      }
    });
    return properties;
  }

  private Properties inFile() {
    var properties = new Properties();
    if (file != null) {
      try (var in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(in);
      } catch (IOException | IllegalArgumentException unreadable) {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(),
            "--kafka-properties: cannot read " + file + ": " + unreadable.getMessage());
      }
    }
    return properties;
  }
}
