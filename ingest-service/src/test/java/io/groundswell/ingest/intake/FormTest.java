package io.groundswell.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {

  private static final MultiMap NONE = MultiMap.caseInsensitiveMultiMap();
  private static final MultiMap ATTRIBUTES = MultiMap.caseInsensitiveMultiMap().add("CE-SpecVersion", "1.0");

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "application/cloudevents+json | STRUCTURED",
      "application/cloudevents+json; charset=utf-8 | STRUCTURED",
      "Application/CloudEvents-Batch+JSON;charset=\"UTF-8\" | BATCHED",
      "application/cloudevents-batch+json | BATCHED",
      "application/json | PLAIN_JSON"})
  void tellsABatchFromAnEventByTheContentType(String contentType, Form form) {
    assertThat(Form.find(contentType, NONE)).isEqualTo(form);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text/plain", "application/cloudevents+xml", "application/cloudevents-batch+avro",
      "application/jsonp", "application/json; charset=utf-16"})
  void knowsNoOtherContentType(String contentType) {
    assertThat(Form.find(contentType, NONE)).isNull();
    assertThat(Form.find(null, NONE)).isNull();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', nullValues = "none", value = {
      "none | BINARY",
      "application/json | BINARY",
      "application/json; charset=utf-16 | BINARY",
      "text/plain | BINARY",
      "application/cloudevents+json | STRUCTURED",
      "application/cloudevents-batch+json | BATCHED",
      "application/cloudevents+avro | none"})
  void attributesInHeadersDecideWhereTheContentTypeDoesNot(@Nullable String contentType, @Nullable Form form) {
    assertThat(Form.find(contentType, ATTRIBUTES)).isEqualTo(form);
  }

  @Test
  void plainJsonIsABatchWhereItIsAnArray() {
    assertThat(Form.PLAIN_JSON.isBatch(" \n[]".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(Form.PLAIN_JSON.isBatch(" {}".getBytes(StandardCharsets.UTF_8))).isFalse();
    assertThat(Form.PLAIN_JSON.isBatch(new byte[0])).isFalse();
    assertThat(Form.STRUCTURED.isBatch("[]".getBytes(StandardCharsets.UTF_8))).isFalse();
  }
}
