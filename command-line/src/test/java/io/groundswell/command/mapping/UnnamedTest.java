package io.groundswell.command.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.source.SourceRow;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnnamedTest {

  private static final String ROW =
      """
      {"id": 7, "post": {"text": "a", "gif": "b", "size": {"width": 1, "height": 2}, "none": null}, "note": "c", "empty": null}""";

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{\"a\": \"{post.text}\"} | [note, post.gif, post.size]",
      "{\"a\": \"{post.text ?? note}\", \"b\": \"x-{post.size.width}\"} | [post.gif, post.size.height]",
      "{\"a\": \"{post}\", \"{note}\": 1} | []", "{\"a\": \"{@row}\"} | []", "{\"a\": \"{@key}\"} | [note, post]"})
  void whatNoTemplateNamesIsFound(String data, String names) throws IOException {
    var mapping = Mapping.of("""
        {"parts": {"t": {"events": [{"type": "a", "time": "2026-01-01", "subject": "a/{id}", "data": %s}]}}}"""
        .formatted(data), "test");
    var unnamed = new Unnamed(mapping.parts().get("t"));

    unnamed.look(new SourceRow("7", "7", (ObjectNode) new ObjectMapper().readTree(ROW), null));

    assertThat(unnamed.names()).hasToString(names);
  }
}
