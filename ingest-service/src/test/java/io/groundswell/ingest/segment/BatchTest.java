package io.groundswell.ingest.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.groundswell.contract.Decoded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> TEXTS =
      List.of("", "a", "é", "€uro", "😀", "quote\" \\ /", "line\nbreak", "]}", "[{", ",", "\u007f");

  @Test
  void findsEveryMessageHoweverTheBodyIsWritten() throws IOException {
    var random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      var messages = JSON.createArrayNode();
      for (int each = random.nextInt(6); each > 0; each--) {
        messages.add(value(random, 3));
      }
      var context = value(random, 3);
      var body = JSON.createObjectNode();
      body.set(text(random) + "1", value(random, 3));
      if (random.nextBoolean()) {
        body.set("context", context);
        body.set("batch", messages);
      } else {
        body.set("batch", messages);
        body.set("context", context);
      }
      body.set(text(random) + "2", value(random, 3));

      var bytes = written(body, random);
      var batch = batch(bytes, 10);

      assertThat(batch.said().get("context")).isEqualTo(context);
      assertThat(trees(bytes, batch)).isEqualTo(messages);
    }
  }

  @Test
  void remembersOneMessageMoreThanThereMayBe() {
    var bytes = "{\"batch\":[1,2,3,4,5,6]}".getBytes(StandardCharsets.UTF_8);

    assertThat(batch(bytes, 2).messages()).hasSize(3);
    assertThat(batch(bytes, 6).messages()).hasSize(6);
  }

  @Test
  void ofTwoMembersOfANameTheLaterOneCounts() throws IOException {
    var bytes = "{\"batch\":[1],\"batch\":[2,3],\"context\":{},\"context\":7}".getBytes(StandardCharsets.UTF_8);

    assertThat(trees(bytes, batch(bytes, 9)).toString()).isEqualTo("[2,3]");
    assertThat(batch(bytes, 9).said().get("context").asInt()).isEqualTo(7);
    assertThat(batch("{\"batch\":[1],\"batch\":{}}".getBytes(StandardCharsets.UTF_8), 9).messages()).isNull();
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    for (var charset : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
      assertThat(Batch.read("{\"batch\":[1]}".getBytes(charset), 9, JSON)).isInstanceOf(Decoded.Refused.class);
    }
  }

  @Test
  void findsTheWriteKeyAtTheTopOnly() {
    assertThat(Batch.writeKey("{\"batch\":[{\"writeKey\":\"inner\"}],\"writeKey\":\"é\"}"
        .getBytes(StandardCharsets.UTF_8))).isEqualTo("é");
    assertThat(Batch.writeKey("{\"batch\":[{\"writeKey\":\"inner\"}]}".getBytes(StandardCharsets.UTF_8))).isNull();
    assertThat(Batch.writeKey("[\"writeKey\"]".getBytes(StandardCharsets.UTF_8))).isNull();
  }

  private static Batch batch(byte[] bytes, int most) {
    return switch (Batch.read(bytes, most, JSON)) {
      case Decoded.Event<Batch>(var batch) -> batch;
      case Decoded.Refused<Batch>(var id, var refusal) -> throw new AssertionError(refusal.detail());
    };
  }

  private static ArrayNode trees(byte[] bytes, Batch batch) throws IOException {
    var trees = JSON.createArrayNode();
    for (var place : Objects.requireNonNull(batch.messages())) {
      trees.add(Batch.tree(JSON, bytes, place));
    }
    return trees;
  }

  /// On one line or on many, with or without a byte order mark.
  private static byte[] written(JsonNode body, Random random) throws IOException {
    var text = random.nextBoolean() ? body.toString() : body.toPrettyString();
    return ((random.nextInt(4) == 0 ? "\ufeff" : "") + text).getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 6)) {
      case 0 -> JSON.getNodeFactory().textNode(text(random));
      case 1 -> JSON.getNodeFactory().numberNode(random.nextInt());
      case 2 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
      case 3 -> JSON.getNodeFactory().nullNode();
      case 4 -> {
        var array = JSON.createArrayNode();
        for (int each = random.nextInt(4); each > 0; each--) {
          array.add(value(random, depth - 1));
        }
        yield array;
      }
      default -> {
        var object = JSON.createObjectNode();
        for (int each = random.nextInt(4); each > 0; each--) {
          object.set(text(random), value(random, depth - 1));
        }
        yield object;
      }
    };
  }

  private static String text(Random random) {
    return TEXTS.get(random.nextInt(TEXTS.size())) + TEXTS.get(random.nextInt(TEXTS.size()));
  }
}
