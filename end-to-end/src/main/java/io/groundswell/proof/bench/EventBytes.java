package io.groundswell.proof.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/// Requests of events of 350 bytes, made once and then changed in place: only the digits of `id` and `subject` differ
/// from one send to the next, so that the sender costs next to nothing beside what it measures.
final class EventBytes {

  /// Size of an event in bytes.
  static final int SIZE = 350;

  /// Subjects that the events are spread over.
  static final int SUBJECTS = 5_000;

  private static final String ID = "#id##########";
  private static final String SUBJECT = "#sub#";

  private final byte[] request;
  private final int body;
  private final int[] ids;
  private final int[] subjects;

  /// @param batch events in a request; 1 is sent as a single structured event
  EventBytes(String host, String path, String key, int batch, Instant time) {
    var event = event(time);
    var json = batch == 1 ? event : "[" + (event + ",").repeat(batch - 1) + event + "]";
    var head = "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + key
        + "\r\nContent-Type: application/cloudevents" + (batch == 1 ? "" : "-batch") + "+json\r\nContent-Length: "
        + json.length() + "\r\n\r\n";
    var text = head + json;
    this.request = text.getBytes(StandardCharsets.US_ASCII);
    this.body = head.length();
    this.ids = places(text, ID, batch);
    this.subjects = places(text, SUBJECT, batch);
  }

  /// The bytes to send, with ids that follow from the number of the first event; valid until the next call.
  byte[] numbered(long first) {
    for (int i = 0; i < ids.length; i++) {
      digits(ids[i], ID.length(), first + i);
      digits(subjects[i], SUBJECT.length(), Math.floorMod((first + i) * 7_919, SUBJECTS));
    }
    return request;
  }

  int bodyOffset() {
    return body;
  }

  /// One event with a number, on its own.
  static byte[] single(Instant time, long number) {
    var bytes = new EventBytes("", "", "", 1, time);
    var request = bytes.numbered(number);
    return Arrays.copyOfRange(request, bytes.body, request.length);
  }

  private static String event(Instant time) {
    var start = "{\"specversion\":\"1.0\",\"id\":\"" + ID
        + "\",\"source\":\"bench/sender\",\"type\":\"metric.observed\",\"time\":\""
        + time.truncatedTo(ChronoUnit.SECONDS) + "\",\"subject\":\"post/" + SUBJECT
        + "\",\"platform\":\"x\",\"data\":{\"kind\":\"delta\",\"metrics\":{\"likes\":3},\"context\":\"";
    var end = "\"}}";
    return start + "c".repeat(SIZE - start.length() - end.length()) + end;
  }

  private static int[] places(String text, String mark, int count) {
    var places = new int[count];
    int at = -1;
    for (int i = 0; i < count; i++) {
      at = text.indexOf(mark, at + 1);
      places[i] = at;
    }
    return places;
  }

  private void digits(int at, int length, long number) {
    long left = number;
    for (int i = at + length - 1; i >= at; i--) {
      request[i] = (byte) ('0' + left % 10);
      left /= 10;
    }
  }
}
