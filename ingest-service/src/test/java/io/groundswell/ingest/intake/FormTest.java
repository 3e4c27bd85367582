package io.groundswell.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "application/cloudevents+json | STRUCTURED",
      "application/cloudevents+json; charset=utf-8 | STRUCTURED",
      "Application/CloudEvents-Batch+JSON;charset=\"UTF-8\" | BATCHED",
      "application/cloudevents-batch+json | BATCHED",
      "application/json | PLAIN_JSON"})
  void tellsABatchFromAnEventByTheContentType(String contentType, Form form) {
    assertThat(Form.find(contentType)).isEqualTo(form);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text/plain", "application/cloudevents+xml", "application/cloudevents-batch+avro",
      "application/jsonp", "application/json; charset=utf-16"})
  void knowsNoOtherContentType(String contentType) {
    assertThat(Form.find(contentType)).isNull();
    assertThat(Form.find(null)).isNull();
  }

  @Test
  void plainJsonIsABatchWhereItIsAnArray() {
    assertThat(Form.PLAIN_JSON.isBatch(" \n[]".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(Form.PLAIN_JSON.isBatch(" {}".getBytes(StandardCharsets.UTF_8))).isFalse();
    assertThat(Form.PLAIN_JSON.isBatch(new byte[0])).isFalse();
    assertThat(Form.STRUCTURED.isBatch("[]".getBytes(StandardCharsets.UTF_8))).isFalse();
  }
}
