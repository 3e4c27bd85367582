package io.groundswell.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Sender.Reply;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// Requests that nobody means, from a seed. Whatever comes is answered with success, a problem of the sender's, or 503,
/// and costs nothing that stays. `-Dgroundswell.fuzz.requests=1000000` sends more, `-Dgroundswell.fuzz.seed` others.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class HttpFuzzTest {

  private static final int REQUESTS = Integer.getInteger("groundswell.fuzz.requests", 5_000);
  private static final long SEED = Long.getLong("groundswell.fuzz.seed", 20_261_121);
  private static final int SENDERS = 8;
  private static final long MIB = 1 << 20;

  private static final List<String> TYPES = List.of(Sender.SINGLE, Sender.BATCH, "application/json",
      "application/x-ndjson", "application/cloudevents+xml", "text/plain", "application/json; charset=utf-16",
      "application/json;;;", "*/*");
  private static final List<String> PATHS = List.of("/v1/events", "/v1/events", "/v1/events", "/v1/events:validate",
      "/v1/track", "/v1/batch", "/v1/identify", "/v1/import/", "/v1/events?lane=backfill", "/v1/events?lane=",
      "/v1/events?lane=live;x=1&%41=%7f");
  private static final List<String> VALUES = List.of("null", "true", "-0", "1e400", "1e-20000", "9".repeat(99), "\"\"",
      "\"\\u0000\"", "\"\\ud800\"", "\"" + "x".repeat(2_000) + "\"", "[]", "[[[[[[]]]]]]", "{}", "{\"\":{\"\":[]}}",
      "\"2026-02-30T25:61:00Z\"", "\"9999-12-31T23:59:60+99:99\"", "\"a/b/c\"", "\"/\"", "1.5", "\"é\\t\"");
  private static final List<String> MEMBERS = List.of("specversion", "id", "source", "type", "time", "subject",
      "platform", "userid", "niche", "sampledrate", "senttime", "data", "data_base64", "datacontenttype", "metrics",
      "kind", "organization", "replayof", "messageId", "event", "properties", "context", "batch", "sentAt", "X-y",
      "integrations");

  private final Sender sender = Sender.withBootstrapKey();

  @Test
  void whateverIsSentIsAnsweredAndForgotten() throws Exception {
    shower(new Random(SEED), 200);
    long before = heapInUse();
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var showers = new ArrayList<Callable<Integer>>();
      for (int each = 1; each <= SENDERS; each++) {
        var random = new Random(SEED + each);
        showers.add(() -> shower(random, REQUESTS / SENDERS));
      }
      int refused = 0;
      for (var shower : senders.invokeAll(showers)) {
        refused += shower.get();
      }
      assertThat(refused).as("some was in order, most was not").isBetween(REQUESTS / 3, REQUESTS - 10);
    }

    assertThat(heapInUse() - before).isLessThan(16 * MIB);
    assertThat(sender.single(Sender.event()).status()).isEqualTo(202);
    assertThat(sender.batch(List.of(Sender.event(), Sender.event())).body().path("accepted").asInt()).isEqualTo(2);
  }

  /// How many of the requests were refused.
  private int shower(Random random, int requests) {
    int refused = 0;
    for (int each = 0; each < requests; each++) {
      var request = request(random);
      var reply = Sender.send(request);
      assertThat(reply.status() < 500 || reply.status() == 503)
          .as("%s %s of seed %d: %s", request.uri(), request.headers().map(), SEED, reply.http().body()).isTrue();
      if (reply.status() >= 400) {
        refused++;
        assertThat(reply.contentType()).as(request.headers().map().toString()).isEqualTo("application/problem+json");
        assertThat(reply.body().path("status").asInt()).isEqualTo(reply.status());
      }
    }
    return refused;
  }

  private static HttpRequest request(Random random) {
    var request = Sender.request(any(random, PATHS)).header("X-API-Key", EdgeBackend.KEY.text());
    var type = any(random, TYPES);
    if (random.nextInt(20) > 0) {
      request.header("Content-Type", type);
    }
    if (random.nextInt(6) == 0) {
      for (int i = random.nextInt(6); i >= 0; i--) {
        request.header("ce-" + any(random, MEMBERS), headerValue(random));
      }
    }
    var body = mutated(random, body(random, type).getBytes(StandardCharsets.UTF_8));
    switch (random.nextInt(8)) {
      case 0 -> {
        request.header("Content-Encoding", "gzip");
        body = random.nextInt(3) == 0 ? body : mutated(random, gzip(body));
      }
      case 1 -> {
        request.header("Content-Encoding", "zstd");
        body = random.nextInt(3) == 0 ? body : mutated(random, Zstd.compress(body));
      }
      case 2 -> request.header("Content-Encoding", any(random, List.of("identity", "br", "gzip, gzip", "")));
      default -> {
        // As it is.
      }
    }
    return request.POST(BodyPublishers.ofByteArray(body)).build();
  }

  private static String body(Random random, String type) {
    int events = type.equals(Sender.SINGLE) ? 1 : random.nextInt(4);
    var all = IntStream.rangeClosed(0, events).mapToObj(each -> event(random)).toList();
    return switch (random.nextInt(4)) {
      case 0 -> "[" + String.join(",", all) + "]";
      case 1 -> String.join("\n", all);
      case 2 -> "{\"batch\":[" + String.join(",", all) + "]}";
      default -> all.getFirst();
    };
  }

  private static String event(Random random) {
    if (random.nextInt(3) > 0) {
      var event = Sender.event();
      return random.nextBoolean() ? event
          : event.replaceFirst("\"" + any(random, MEMBERS) + "\":(\"[^\"]*\"|\\{.*\\})", "\"id\":" + any(random, VALUES)
              .replace("\\", "\\\\"));
    }
    var event = new StringBuilder("{");
    for (int i = random.nextInt(10); i >= 0; i--) {
      event.append('"').append(any(random, MEMBERS)).append("\":").append(any(random, VALUES)).append(i > 0 ? "," : "");
    }
    return event.append('}').toString();
  }

  private static String headerValue(Random random) {
    return random.ints(random.nextInt(30), ' ', '~' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
  }

  /// Mostly a few bytes changed, sometimes cut off, sometimes as it was.
  private static byte[] mutated(Random random, byte[] body) {
    if (body.length == 0 || random.nextInt(3) == 0) {
      return body;
    }
    var changed = random.nextInt(5) == 0 ? Arrays.copyOf(body, random.nextInt(body.length) + 1) : body.clone();
    for (int change = random.nextInt(4); change > 0; change--) {
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
    }
    return changed;
  }

  private static <E> E any(Random random, List<E> all) {
    return all.get(random.nextInt(all.size()));
  }

  @Test
  void bombsArePutOut() throws IOException {
    var deep = with("\"x\":" + "[".repeat(1_000_000) + "]".repeat(1_000_000) + ",");
    var keys = new StringBuilder();
    IntStream.range(0, 600_000).forEach(each -> keys.append("\"k").append(each).append("\":0,"));
    var many = with(keys.toString());
    var digits = with("\"x\":" + "7".repeat(1_000_000) + ",");
    var zeros = new byte[(int) MIB];
    // A whole gibibyte of nothing.
    var gzip = compressed(zeros, GZIPOutputStream::new);
    var zstd = compressed(zeros, out -> new ZstdOutputStream(out, 3));
    assertThat(zstd.length).isLessThan(200_000);
    // What can be inflated once more holds another.
    var nested = gzip(gzip);
    assertThat(sender.single(Sender.event()).status()).isEqualTo(202);
    long before = heapInUse();

    // What was sent must not be remembered by us.
    var told = List.of(told("depth of a million", sender.single(deep)), told("keys without end", sender.single(many)),
        told("a number of a million digits", sender.single(digits)),
        told("1e400", sender.single(with("\"x\":1e400,"))), told("gzip", encoded("gzip", gzip)),
        told("zstd", encoded("zstd", zstd)), told("gzip in gzip", encoded("gzip", nested)),
        told("gzip as lines", lines("gzip", gzip)), told("zstd as lines", lines("zstd", zstd)));

    assertThat(told).allMatch(answer -> answer.contains(" 413 ") || answer.contains(" 400 ")
        || answer.contains("as lines 200 ") && answer.contains("/problems/too_large"));
    assertThat(heapInUse() - before).isLessThan(16 * MIB);
    assertThat(sender.single(Sender.event()).status()).isEqualTo(202);
  }

  private static String told(String name, Reply reply) {
    return name + " " + reply.status() + " " + reply.http().body();
  }

  private static String with(String member) {
    return Sender.event().replace("\"data\":{", "\"data\":{" + member);
  }

  private Reply encoded(String encoding, byte[] body) {
    return Sender.send(sender.events(Sender.SINGLE).header("Content-Encoding", encoding)
        .POST(BodyPublishers.ofByteArray(body)).build());
  }

  /// One line without an end.
  private Reply lines(String encoding, byte[] body) {
    return Sender.send(sender.events("application/x-ndjson").header("Content-Encoding", encoding)
        .POST(BodyPublishers.ofByteArray(body)).build());
  }

  private static byte[] gzip(byte[] plain) {
    try {
      var bytes = new ByteArrayOutputStream();
      try (var gzip = new GZIPOutputStream(bytes)) {
        gzip.write(plain);
      }
      return bytes.toByteArray();
    } catch (IOException neverInMemory) {
      throw new UncheckedIOException(neverInMemory);
    }
  }

  private interface Compressor {
    OutputStream over(OutputStream out) throws IOException;
  }

  private static byte[] compressed(byte[] mebibyte, Compressor compressor) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = compressor.over(bytes)) {
      for (int i = 0; i < 1024; i++) {
        out.write(mebibyte);
      }
    }
    return bytes.toByteArray();
  }

  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
