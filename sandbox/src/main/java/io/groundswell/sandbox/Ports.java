package io.groundswell.sandbox;

import io.groundswell.sandbox.SandboxOptions.PortChoice;
import io.groundswell.sandbox.backend.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// All ports of an instance by name. They are remembered, so that a directory keeps its addresses.
record Ports(Map<String, Integer> byName) {

  private static final String KAFKA = "kafka";
  private static final String POSTGRES = "postgres";
  private static final String MANAGEMENT = ".management";

  int kafka() {
    return get(KAFKA);
  }

  int postgres() {
    return get(POSTGRES);
  }

  int of(Service service) {
    return get(service.shortName());
  }

  int managementOf(Service service) {
    return get(service.shortName() + MANAGEMENT);
  }

  /// Chooses and remembers them.
  ///
  /// @throws PortTakenException where a default port is taken
  static Ports choose(PortChoice choice, Path file) {
    var remembered = read(file);
    var chosen = new TreeMap<String, Integer>();
    chosen.put(KAFKA, free(remembered, KAFKA));
    chosen.put(POSTGRES, free(remembered, POSTGRES));
    for (var service : Service.values()) {
      var name = service.shortName();
      switch (choice) {
        case AUTO -> {
          chosen.put(name, free(remembered, name));
          chosen.put(name + MANAGEMENT, free(remembered, name + MANAGEMENT));
        }
        case DEFAULT -> {
          chosen.put(name, untaken(service.defaultPort(), service.longName()));
          chosen.put(name + MANAGEMENT,
              untaken(service.defaultManagementPort(), service.longName() + " (management)"));
        }
      }
    }
    write(file, chosen);
    return new Ports(chosen);
  }

  private int get(String name) {
    var port = byName.get(name);
    if (port == null) {
      throw new IllegalStateException("no port of the name " + name);
    }
    return port;
  }

  private static int free(Map<String, Integer> remembered, String name) {
    var port = remembered.get(name);
    return port != null && FreePort.is(port) ? port : FreePort.any();
  }

  private static int untaken(int port, String purpose) {
    if (!FreePort.is(port)) {
      throw new PortTakenException(port, purpose);
    }
    return port;
  }

  private static Map<String, Integer> read(Path file) {
    var ports = new TreeMap<String, Integer>();
    if (Files.exists(file)) {
      var properties = new Properties();
      try (var in = Files.newBufferedReader(file)) {
        properties.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      properties.stringPropertyNames().forEach(name -> ports.put(name, Integer.valueOf(properties.getProperty(name))));
    }
    return ports;
  }

  private static void write(Path file, Map<String, Integer> ports) {
    var lines = ports.entrySet().stream().map(port -> port.getKey() + "=" + port.getValue()).toList();
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
