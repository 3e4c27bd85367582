package io.groundswell.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads the attributes of one event from a parser that stands on its `{`, and leaves the parser on its `}` whatever it
/// finds, so that one bad event never costs its batch. The first offence is kept, the rest of the event skipped.
final class EnvelopeReader {

  /// Who wrote the event: senders may not set what is ours, on the topic it is required.
  enum Origin {
    SENDER, TOPIC
  }

  private static final long HIGHEST_SAMPLED_RATE = 1_000_000;
  static final SortedMap<String, Object> NO_EXTENSIONS = Collections.unmodifiableSortedMap(new TreeMap<>());

  private final JsonParser parser;
  private final byte[] buffer;
  private final Origin origin;
  private final Terms terms;
  private final int begin;

  private @Nullable Refusal refusal;
  private boolean specVersionSeen;
  private @Nullable String id;
  private @Nullable String source;
  private @Nullable String type;
  private @Nullable Instant time;
  private @Nullable Subject subject;
  private @Nullable String platform;
  private @Nullable JsonSpan data;
  private @Nullable String organization;
  private @Nullable Instant receivedAt;
  private boolean contentTypeSeen;
  private @Nullable JsonSpan metrics;
  private @Nullable String kind;
  private SortedMap<String, Object> extensions = NO_EXTENSIONS;

  EnvelopeReader(JsonParser parser, byte[] buffer, Origin origin, Terms terms) {
    this.parser = parser;
    this.buffer = buffer;
    this.origin = origin;
    this.terms = terms;
    this.begin = terms.shape() == Terms.Shape.SHORT ? (int) parser.currentTokenLocation().getByteOffset() : 0;
  }

  Decoded<CloudEvent> readEvent() throws IOException {
    readAttributes();
    if (terms.shape() == Terms.Shape.SHORT) {
      completeShortForm();
    } else if (refusal == null && !specVersionSeen) {
      refuse(Reason.NOT_A_CLOUD_EVENT, "specversion", "specversion \"1.0\" is required");
    }
    if (time == null && refusal == null) {
      time = terms.missingTime();
    }
    var name = id == null ? missing("id") : source == null ? missing("source") : type == null ? missing("type")
        : time == null ? missing("time") : "";
    if (refusal != null || id == null || source == null || type == null || time == null) {
      return new Decoded.Refused<>(id == null ? "" : id, refusal == null ? new Refusal(Reason.MISSING_ATTRIBUTE,
          "/" + name, name + " is required") : refusal);
    }
    return new Decoded.Event<>(new CloudEvent(id, source, type, time, subject, platform, extensions, data));
  }

  Decoded<AcceptedEvent> readAccepted() throws IOException {
    return switch (readEvent()) {
      case Decoded.Refused<CloudEvent>(var badId, var why) -> new Decoded.Refused<>(badId, why);
      case Decoded.Event<CloudEvent>(var event) -> accepted(event);
    };
  }

  private Decoded<AcceptedEvent> accepted(CloudEvent event) {
    int owner = organization == null ? 0 : Numbers.positiveInt(organization);
    var name = owner < 1 ? "organization" : receivedAt == null ? "receivedtime" : subject == null ? "subject"
        : platform == null ? "platform" : "";
    if (!name.isEmpty() || receivedAt == null) {
      return new Decoded.Refused<>(event.id(), new Refusal(Reason.MISSING_ATTRIBUTE, "/" + name,
          name + " is required on the topic"));
    }
    return new Decoded.Event<>(new AcceptedEvent(owner, receivedAt, event));
  }

  /// Fills in what the short form may leave out; what has a `specversion` is a CloudEvent and left alone.
  private void completeShortForm() {
    if (specVersionSeen) {
      if (metrics != null || kind != null) {
        refuse(Reason.INVALID_ATTRIBUTE, metrics == null ? ShortForm.KIND : ShortForm.METRICS,
            "kind and metrics of a CloudEvent stand in data; beside the attributes only without specversion");
      }
      return;
    }
    if (metrics != null) {
      if (data != null || !(type == null || type.equals(ShortForm.TYPE))) {
        refuse(Reason.INVALID_ATTRIBUTE, ShortForm.METRICS, "metrics go with " + ShortForm.TYPE + " and without data");
      }
      type = ShortForm.TYPE;
      data = ShortForm.data(kind, metrics);
    } else if (kind != null) {
      refuse(Reason.MISSING_ATTRIBUTE, ShortForm.METRICS, "kind goes with metrics");
    }
    if (source == null) {
      source = ShortForm.SOURCE;
    }
    if (id == null && refusal == null) {
      if (time != null) {
        id = ShortForm.id(buffer, begin, (int) parser.currentLocation().getByteOffset());
      } else if (terms.missingTime() != null) {
        // Whenever it is sent it is a new event, even beside its like in the same batch.
        id = UUID.randomUUID().toString();
      } else {
        missing("time");
      }
    }
  }

  private String missing(String name) {
    refuse(Reason.MISSING_ATTRIBUTE, name, name + " is required");
    return name;
  }

  private void readAttributes() throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = parser.currentName();
      var token = parser.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      if (refusal != null && !"id".equals(name)) {
        parser.skipChildren();
        continue;
      }
      switch (name) {
        case "specversion" -> specVersion();
        case "id" -> id = once(id, text(name, EventLimits.LONGEST_ID));
        case "source" -> source = once(source, text(name, EventLimits.LONGEST_ID));
        case "type" -> type = once(type, text(name, EventLimits.LONGEST_TYPE));
        case "time" -> time = once(time, timestamp(name));
        case "subject" -> subject = once(subject, subject(name));
        case "platform" -> platform = once(platform, slug(name));
        case "datacontenttype" -> contentType();
        case "data" -> data = once(data, object(name));
        case "data_base64" -> refuse(Reason.UNSUPPORTED_DATA, name, "binary data is not supported");
        case "organization" -> organization = once(organization, reserved(name));
        case "receivedtime" ->
            receivedAt = once(receivedAt, origin == Origin.TOPIC ? timestamp(name) : refuseReserved(name));
        case "schemaversion" -> reserved(name);
        case CloudEvent.REPLAY_OF -> replayOf();
        case ShortForm.METRICS, ShortForm.KIND -> shortForm(name);
        default -> extension(name);
      }
      if (parser.currentToken().isStructStart()) {
        parser.skipChildren();
      }
    }
  }

  private void specVersion() throws IOException {
    if (specVersionSeen) {
      refuse(Reason.DUPLICATE_ATTRIBUTE, "specversion", "specversion stands twice");
    }
    specVersionSeen = true;
    if (!"1.0".equals(text("specversion", 8))) {
      refuse(Reason.NOT_A_CLOUD_EVENT, "specversion", "specversion must be \"1.0\"");
    }
  }

  private void contentType() throws IOException {
    if (contentTypeSeen) {
      refuse(Reason.DUPLICATE_ATTRIBUTE, "datacontenttype", "datacontenttype stands twice");
    }
    contentTypeSeen = true;
    var mediaType = text("datacontenttype", 128);
    if (mediaType != null && !isJson(mediaType)) {
      refuse(Reason.UNSUPPORTED_DATA, "datacontenttype", "datacontenttype must be JSON");
    }
  }

  /// Whether that is the media type of JSON: `application/json`, or anything that ends in `+json`.
  static boolean isJson(String mediaType) {
    int end = mediaType.indexOf(';');
    var bare = (end < 0 ? mediaType : mediaType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return bare.endsWith("/json") || bare.endsWith("+json");
  }

  private @Nullable Instant timestamp(String name) throws IOException {
    var text = text(name, 64);
    var instant = text == null ? null : Rfc3339.find(text);
    if (text != null && instant == null) {
      refuse(Reason.INVALID_ATTRIBUTE, name, name + " must be an RFC 3339 timestamp with an offset");
    }
    return instant;
  }

  private @Nullable Subject subject(String name) throws IOException {
    var text = text(name, 64 + 1 + Subject.LONGEST_ID);
    var about = text == null ? null : Subject.find(text);
    if (text != null && about == null) {
      refuse(Reason.INVALID_ATTRIBUTE, name, "subject must be type/id, its type a lower-case slug");
    }
    return about;
  }

  private @Nullable String slug(String name) throws IOException {
    var text = text(name, EventLimits.LONGEST_PLATFORM);
    if (text != null && !Slug.is(text, EventLimits.LONGEST_PLATFORM)) {
      refuse(Reason.INVALID_ATTRIBUTE, name, name + " must be a lower-case slug of at most 32 characters");
    }
    return text;
  }

  private void shortForm(String name) throws IOException {
    if (terms.shape() == Terms.Shape.CLOUD_EVENT) {
      extension(name);
    } else if (name.equals(ShortForm.KIND)) {
      kind = once(kind, slug(name));
    } else {
      metrics = once(metrics, object(name));
    }
  }

  private @Nullable JsonSpan object(String name) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      refuse(Reason.UNSUPPORTED_DATA, name, name + " must be a JSON object");
      return null;
    }
    int start = (int) parser.currentTokenLocation().getByteOffset();
    var offence = DataCheck.skim(parser);
    int end = (int) parser.currentLocation().getByteOffset();
    var span = new JsonSpan(buffer, start, end - start);
    if (offence == null) {
      offence = DataCheck.texts(span);
    }
    if (offence != null) {
      refuse(offence.reason(), name, offence.detail());
    }
    return span;
  }

  private @Nullable String reserved(String name) throws IOException {
    return origin == Origin.TOPIC ? text(name, 64) : refuseReserved(name);
  }

  private void replayOf() throws IOException {
    if (origin == Origin.SENDER) {
      refuseReserved(CloudEvent.REPLAY_OF);
    } else {
      extension(CloudEvent.REPLAY_OF);
    }
  }

  private <T> @Nullable T refuseReserved(String name) {
    refuse(Reason.RESERVED_ATTRIBUTE, name, name + " is set by Groundswell");
    return null;
  }

  @SuppressWarnings("ReferenceEquality") // NO_EXTENSIONS is a mark, not a value
  private void extension(String name) throws IOException {
    if (!isAttributeName(name)) {
      refuse(Reason.INVALID_ATTRIBUTE, "", "attribute names are 1 to 20 lower-case letters and digits");
      return;
    }
    Object value = switch (parser.currentToken()) {
      case VALUE_STRING -> text(name, EventLimits.LONGEST_EXTENSION);
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      case VALUE_NUMBER_INT -> integer(name);
      default -> null;
    };
    boolean mustBeText = name.equals("userid") || name.equals("niche") || name.equals("traceparent")
        || name.equals("partitionkey");
    if (value == null || (mustBeText && !(value instanceof String))) {
      refuse(Reason.INVALID_ATTRIBUTE, name, name + (mustBeText ? " must be a string"
          : " must be a string, a boolean or an integer"));
      return;
    }
    if (name.equals("sampledrate") && !(value instanceof Long rate && rate >= 1 && rate <= HIGHEST_SAMPLED_RATE)) {
      refuse(Reason.INVALID_ATTRIBUTE, name, "sampledrate must be an integer from 1 to " + HIGHEST_SAMPLED_RATE);
    }
    if (extensions == NO_EXTENSIONS) {
      extensions = new TreeMap<>();
    }
    if (extensions.put(name, value) != null) {
      refuse(Reason.DUPLICATE_ATTRIBUTE, name, name + " stands twice");
    }
    if (extensions.size() > EventLimits.MOST_EXTENSIONS) {
      refuse(Reason.TOO_LARGE, "", "at most " + EventLimits.MOST_EXTENSIONS + " extension attributes");
    }
  }

  /// CloudEvents integers are 32 bits, signed.
  private @Nullable Long integer(String name) throws IOException {
    if (parser.getNumberType() != JsonParser.NumberType.INT) {
      refuse(Reason.INVALID_ATTRIBUTE, name, name + " must fit into 32 bits");
      return null;
    }
    return parser.getLongValue();
  }

  static boolean isAttributeName(String name) {
    if (name.isEmpty() || name.length() > 20) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  private @Nullable String text(String name, int longest) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      refuse(Reason.INVALID_ATTRIBUTE, name, name + " must be a string");
      return null;
    }
    var text = parser.getText();
    if (text.isEmpty() || text.length() > longest) {
      refuse(Reason.INVALID_ATTRIBUTE, name, name + " must have 1 to " + longest + " characters");
      return null;
    }
    var offence = DataCheck.attribute(text);
    if (offence != null) {
      refuse(offence.reason(), name, offence.detail());
      return null;
    }
    return text;
  }

  private <T> @Nullable T once(@Nullable T before, @Nullable T now) throws IOException {
    if (before != null) {
      var name = parser.currentName();
      refuse(Reason.DUPLICATE_ATTRIBUTE, name == null ? "data" : name, "an attribute stands twice");
    }
    return before != null ? before : now;
  }

  private void refuse(Reason reason, String name, String detail) {
    if (refusal == null) {
      refusal = new Refusal(reason, name.isEmpty() ? "" : "/" + name, detail);
    }
  }
}
