package io.groundswell.contract;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads what [CanonicalWriter] writes, as long as it is plain: the attributes in its order, ASCII without escapes.
/// That is nearly every record, and costs a quarter of the general reader's time. Whatever differs in any way is left
/// to [EnvelopeReader], which also says what is wrong; so this one only has to be right where it answers.
final class CanonicalReader {

  /// What is no extension, or one that is no text.
  private static final Set<String> NOT_HERE =
      Set.of("specversion", "id", "source", "type", "time", "subject", "platform",
          "datacontenttype", "data", "organization", "receivedtime", "schemaversion", "sampledrate");

  private final byte[] bytes;
  private int at;

  private CanonicalReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The event, or null where the general reader has to look.
  static @Nullable AcceptedEvent find(byte[] value) {
    return new CanonicalReader(value).read();
  }

  private @Nullable AcceptedEvent read() {
    var id = after(CanonicalWriter.HEAD, 256);
    var source = after(CanonicalWriter.SOURCE, 256);
    var type = after(CanonicalWriter.TYPE, 128);
    var time = instantAfter(CanonicalWriter.TIME);
    var about = after(CanonicalWriter.SUBJECT, 64 + 1 + Subject.LONGEST_ID);
    var platform = after(CanonicalWriter.PLATFORM, 32);
    var organization = after(CanonicalWriter.ORGANIZATION, 10);
    var receivedAt = instantAfter(CanonicalWriter.RECEIVED_TIME);
    var subject = about == null ? null : Subject.find(about);
    if (id == null || source == null || type == null || time == null || subject == null || platform == null
        || !Slug.is(platform, 32) || organization == null || receivedAt == null
        || !stepOver(CanonicalWriter.SCHEMA_VERSION)) {
      return null;
    }
    int owner = Numbers.positiveInt(organization);
    var extensions = extensions();
    if (owner < 1 || extensions == null) {
      return null;
    }
    JsonSpan data = null;
    if (stepOver(CanonicalWriter.DATA)) {
      data = data();
      if (data == null) {
        return null;
      }
    }
    return at == bytes.length - 1 && bytes[at] == '}'
        ? new AcceptedEvent(owner, receivedAt,
            new CloudEvent(id, source, type, time, subject, platform, extensions, data))
        : null;
  }

  private @Nullable SortedMap<String, Object> extensions() {
    SortedMap<String, Object> extensions = EnvelopeReader.NO_EXTENSIONS;
    while (!isNext(CanonicalWriter.DATA) && stepOver(CanonicalWriter.NEXT)) {
      var name = text(20);
      var value = after(CanonicalWriter.TEXT, EventLimits.LONGEST_EXTENSION);
      if (name == null || value == null || NOT_HERE.contains(name) || !EnvelopeReader.isAttributeName(name)) {
        return null;
      }
      at++;
      if (extensions.isEmpty()) {
        extensions = new TreeMap<>();
      }
      if (extensions.put(name, value) != null || extensions.size() > EventLimits.MOST_EXTENSIONS) {
        return null;
      }
    }
    return extensions;
  }

  /// All that is left but the event's own `}`, if that is one JSON object and nothing else.
  private @Nullable JsonSpan data() {
    int length = bytes.length - 1 - at;
    if (length < 2 || bytes[at] != '{') {
      return null;
    }
    var span = new JsonSpan(bytes, at, length);
    if (!PlainJson.isObject(span)) {
      return null;
    }
    at += length;
    return span;
  }

  private @Nullable Instant instantAfter(byte[] mark) {
    var text = after(mark, Rfc3339.LONGEST);
    return text == null ? null : Rfc3339.find(text);
  }

  /// The text behind the mark, up to its quotation mark; null where the mark or such a text is not next.
  private @Nullable String after(byte[] mark, int longest) {
    return stepOver(mark) ? text(longest) : null;
  }

  private @Nullable String text(int longest) {
    int from = at;
    for (int last = Math.min(bytes.length, from + longest + 1); at < last; at++) {
      byte b = bytes[at];
      if (b == '"') {
        return at == from ? null : new String(bytes, from, at - from, StandardCharsets.US_ASCII);
      }
      if (b < 0x20 || b == 0x7f || b == '\\') {
        return null;
      }
    }
    return null;
  }

  private boolean stepOver(byte[] mark) {
    boolean there = isNext(mark);
    if (there) {
      at += mark.length;
    }
    return there;
  }

  private boolean isNext(byte[] mark) {
    if (bytes.length - at < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if (bytes[at + i] != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
