package io.groundswell.contract;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/// Writes the canonical form of one event into an array of its own. By hand, because its shape is fixed, nearly all of
/// its text is plain ASCII, and a general generator took as long over it as the parser over the original.
final class CanonicalWriter {

  static final byte[] HEAD = ascii("{\"specversion\":\"1.0\",\"id\":\"");
  static final byte[] SOURCE = ascii("\",\"source\":\"");
  static final byte[] TYPE = ascii("\",\"type\":\"");
  static final byte[] TIME = ascii("\",\"time\":\"");
  static final byte[] SUBJECT = ascii("\",\"subject\":\"");
  static final byte[] PLATFORM = ascii("\",\"platform\":\"");
  static final byte[] ORGANIZATION = ascii("\",\"organization\":\"");
  static final byte[] RECEIVED_TIME = ascii("\",\"receivedtime\":\"");
  static final byte[] SCHEMA_VERSION =
      ascii("\",\"schemaversion\":\"" + EventCodec.SCHEMA_VERSION + "\"");
  static final byte[] DATA = ascii(",\"data\":");
  static final byte[] NEXT = ascii(",\"");
  static final byte[] TEXT = ascii("\":\"");
  /// Everything but the sender's own texts and data, with room to spare.
  private static final int FRAME = 288;

  private byte[] buffer;
  private int at;

  private CanonicalWriter(int expected) {
    this.buffer = new byte[expected];
  }

  static byte[] write(AcceptedEvent accepted) {
    var event = accepted.event();
    var subject = accepted.subject();
    var data = event.data();
    var writer = new CanonicalWriter(FRAME + event.id().length() + event.source().length() + event.type().length()
        + subject.id().length() + 48 * event.extensions().size() + (data == null ? 0 : data.length()));
    writer.raw(HEAD);
    writer.text(event.id());
    writer.raw(SOURCE);
    writer.text(event.source());
    writer.raw(TYPE);
    writer.text(event.type());
    writer.raw(TIME);
    writer.instant(event.time());
    writer.raw(SUBJECT);
    writer.text(subject.type());
    writer.plain('/');
    writer.text(subject.id());
    writer.raw(PLATFORM);
    writer.text(accepted.platform());
    writer.raw(ORGANIZATION);
    writer.text(Integer.toString(accepted.organization()));
    writer.raw(RECEIVED_TIME);
    writer.instant(accepted.receivedAt());
    writer.raw(SCHEMA_VERSION);
    event.extensions().forEach(writer::extension);
    if (data != null) {
      writer.raw(DATA);
      writer.raw(data.buffer(), data.offset(), data.length());
    }
    writer.plain('}');
    return writer.at == writer.buffer.length ? writer.buffer : Arrays.copyOf(writer.buffer, writer.at);
  }

  private void extension(String name, Object value) {
    plain(',');
    plain('"');
    text(name);
    plain('"');
    plain(':');
    if (value instanceof String string) {
      plain('"');
      text(string);
      plain('"');
    } else {
      text(value.toString());
    }
  }

  private void instant(Instant instant) {
    reserve(Rfc3339.LONGEST);
    int end = Rfc3339.write(instant, buffer, at);
    if (end < 0) {
      text(instant.toString());
    } else {
      at = end;
    }
  }

  private void text(String text) {
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') {
        raw(JsonStringEncoder.getInstance().quoteAsUTF8(text.substring(i)));
        return;
      }
      buffer[at++] = (byte) c;
    }
  }

  private void plain(char c) {
    reserve(1);
    buffer[at++] = (byte) c;
  }

  private void raw(byte[] bytes) {
    raw(bytes, 0, bytes.length);
  }

  private void raw(byte[] bytes, int offset, int length) {
    reserve(length);
    System.arraycopy(bytes, offset, buffer, at, length);
    at += length;
  }

  private void reserve(int more) {
    if (buffer.length - at < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, at + more));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
