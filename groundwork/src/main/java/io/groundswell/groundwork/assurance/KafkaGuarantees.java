package io.groundswell.groundwork.assurance;

import io.groundswell.groundwork.broker.KafkaConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/// Who may read what goes to the brokers, and whether they know who sends it.
@ApplicationScoped
class KafkaGuarantees implements Assured {

  private final KafkaConfig config;

  KafkaGuarantees(KafkaConfig config) {
    this.config = config;
  }

  @Override
  public List<Guarantee> guarantees() {
    return of(config.client());
  }

  static List<Guarantee> of(Map<String, String> client) {
    var protocol = client.getOrDefault("security.protocol", "PLAINTEXT");
    boolean encrypted = protocol.endsWith("SSL");
    boolean named = !client.getOrDefault("ssl.endpoint.identification.algorithm", "https").isEmpty();
    boolean known = protocol.startsWith("SASL") || encrypted && client.keySet().stream()
        .anyMatch(name -> name.startsWith("ssl.keystore."));
    return List.of(
        Guarantee.of("kafka-tls", !encrypted ? "off" : named ? "verified" : "unverified", encrypted && named,
            "set security.protocol=SASL_SSL or SSL in groundswell.kafka.client, and leave "
                + "ssl.endpoint.identification.algorithm as it is"),
        Guarantee.of("kafka-login", protocol, known,
            "log in by SASL, or by a certificate of the client (ssl.keystore.*)"));
  }
}
