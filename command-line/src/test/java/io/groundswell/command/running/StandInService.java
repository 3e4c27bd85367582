package io.groundswell.command.running;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Stands in for a service that is ready at once and does nothing.
public final class StandInService {

  private StandInService() {
  }

  public static void main(String[] arguments) throws IOException {
    var server = HttpServer.create(
        new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("QUARKUS_MANAGEMENT_PORT"))), 0);
    server.createContext("/q/health/ready", exchange -> {
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
  }

  /// A home in which all three services are stand-ins.
  static Path home(Path directory) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandInService.class.getName());
    var name = StandInService.class.getName().replace('.', '/') + ".class";
    for (var service : new String[]{"ingest-service", "metrics-service", "trend-service"}) {
      var app = Files.createDirectories(directory.resolve(service).resolve("target/quarkus-app"));
      try (var jar = new JarOutputStream(Files.newOutputStream(app.resolve("quarkus-run.jar")), manifest);
          var code = StandInService.class.getClassLoader().getResourceAsStream(name)) {
        jar.putNextEntry(new JarEntry(name));
        code.transferTo(jar);
      }
    }
    return directory;
  }
}
