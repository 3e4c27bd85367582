package io.groundswell.sandbox;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Stands in for a service: takes the same configuration, answers for its health, and shows what it was given.
public final class StandInService {

  private StandInService() {
  }

  public static void main(String[] arguments) throws IOException {
    serve("QUARKUS_MANAGEMENT_PORT", "/q/health/ready", "{\"status\":\"UP\"}");
    serve("QUARKUS_HTTP_PORT", "/", String.join("\n",
        System.getenv("GROUNDSWELL_POSTGRES_URL"),
        System.getenv("GROUNDSWELL_POSTGRES_USER"),
        System.getenv("GROUNDSWELL_KAFKA_BOOTSTRAP_SERVERS"),
        String.valueOf(System.getenv("GROUNDSWELL_ACCESS_BOOTSTRAP_KEY")),
        "pepper in " + System.getenv("GROUNDSWELL_ACCESS_PEPPER_FILE"),
        "opened: " + Object.class.getModule().isOpen("java.lang", StandInService.class.getModule())));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("the stand-in says good-bye")));
  }

  private static void serve(String port, String path, String answer) throws IOException {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv(port))), 0);
    server.createContext(path, exchange -> {
      var body = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      try (var out = exchange.getResponseBody()) {
        out.write(body);
      }
    });
    server.start();
  }

  /// A home in which all three services are stand-ins.
  static Path home(Path directory) throws IOException {
    for (var service : Service.values()) {
      write(service.jar(directory), StandInService.class.getName());
    }
    return directory;
  }

  /// @param main of the manifest
  static void write(Path file, String main) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
    manifest.getMainAttributes().putValue("Add-Opens", "java.base/java.lang java.base/java.nio");
    Files.createDirectories(file.getParent());
    var name = StandInService.class.getName().replace('.', '/') + ".class";
    try (var jar = new JarOutputStream(Files.newOutputStream(file), manifest);
        InputStream code = StandInService.class.getClassLoader().getResourceAsStream(name)) {
      jar.putNextEntry(new JarEntry(name));
      code.transferTo(jar);
    }
  }
}
