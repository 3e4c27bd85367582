package io.groundswell.proof.bench;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;

/// The floor under every ingest figure: an HTTP server that parses the events into typed objects with Jackson, throws
/// them away and answers. No check, no Kafka. Runs as a process of its own, on as many event loops as the services
/// have. A request without a body is answered from memory, in as many bytes as the second argument says.
final class Floor {

  private Floor() {
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Event(String specversion, String id, String source, String type, String time, String subject, String platform,
      JsonNode data) {
  }

  /// Serves on the port of the first argument until standard input ends.
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    var page = Buffer.buffer(" ".repeat(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0));
    var vertx = Vertx.vertx();
    var loops = Runtime.getRuntime().availableProcessors() * 2;
    vertx.deployVerticle(() -> new Server(port, page), new DeploymentOptions().setInstances(loops))
        .onFailure(failure -> System.exit(1));
    while (System.in.read() >= 0) {
      // the parent holds the other end; its death ends us
    }
    System.exit(0);
  }

  private static final class Server extends AbstractVerticle {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectReader single = JSON.readerFor(Event.class);
    private final ObjectReader batch = JSON.readerFor(Event[].class);
    private final int port;
    private final Buffer page;

    Server(int port, Buffer page) {
      this.port = port;
      this.page = page;
    }

    @Override
    public void start() {
      vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
          .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
          .listen();
    }

    private void answer(HttpServerRequest request, Buffer body) {
      try {
        var bytes = body.getBytes();
        if (bytes.length == 0) {
          request.response().end(page);
        } else if (bytes[0] == '[') {
          Event[] events = batch.readValue(bytes);
          request.response().end("{\"accepted\":" + events.length + ",\"rejected\":0}");
        } else {
          single.<Event>readValue(bytes);
          request.response().setStatusCode(202).end("{}");
        }
      } catch (IOException notJson) {
        request.response().setStatusCode(400).end();
      }
    }
  }
}
