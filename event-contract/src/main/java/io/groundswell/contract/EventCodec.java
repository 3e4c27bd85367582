package io.groundswell.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads and writes events as JSON: what senders send (CloudEvents 1.0, JSON format) and what lies on the topics
/// (the same, written canonically by us). One codec for both, so that nobody downstream reads an event differently.
///
/// Everything that PostgreSQL could refuse later is refused here: U+0000, unpaired surrogates, numbers without end or
/// with endless decimals.
public final class EventCodec {

  /// The version of the canonical form, in the attribute `schemaversion`. A reader knows all versions up to its own.
  static final String SCHEMA_VERSION = "1";

  static final JsonFactory JSON = new JsonFactoryBuilder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(EventLimits.MOST_DEPTH)
          .maxNumberLength(EventLimits.LONGEST_NUMBER)
          .maxNameLength(EventLimits.LONGEST_NAME)
          .maxStringLength(EventLimits.LONGEST_STRING)
          .maxTokenCount(EventLimits.MOST_TOKENS)
          .build())
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      .build();

  private EventCodec() {
  }

  /// Reads and writes JSON of other forms under the same limits as events.
  public static JsonFactory jsonFactory() {
    return JSON.copy();
  }

  /// Reads one CloudEvent as a sender sent it.
  public static Decoded<CloudEvent> decode(byte[] json) {
    return decode(json, Terms.STRICT);
  }

  /// Reads one event as a sender sent it.
  public static Decoded<CloudEvent> decode(byte[] json, Terms terms) {
    try (var parser = parser(json)) {
      var first = parser == null ? null : parser.nextToken();
      if (parser == null || first != JsonToken.START_OBJECT) {
        return refused(Reason.NOT_A_CLOUD_EVENT, "", first == JsonToken.START_ARRAY
            ? "this is an array, and an event is one JSON object; a batch has Content-Type: "
                + "application/cloudevents-batch+json"
            : "an event is one JSON object in UTF-8");
      }
      var decoded = new EnvelopeReader(parser, json, EnvelopeReader.Origin.SENDER, terms).readEvent();
      return parser.nextToken() == null ? decoded
          : refused(Reason.NOT_JSON, "", "nothing may follow the event's object");
    } catch (IOException malformed) {
      return refused(malformed, "");
    }
  }

  /// Reads a JSON array of CloudEvents.
  public static Decoded<List<Decoded<CloudEvent>>> decodeBatch(byte[] json, int most) {
    return decodeBatch(json, most, Terms.STRICT);
  }

  /// Reads a JSON array of events. The array as a whole is refused where it is not well-formed or has more members
  /// than `most`; a member that is well-formed JSON but no event is refused for itself.
  public static Decoded<List<Decoded<CloudEvent>>> decodeBatch(byte[] json, int most, Terms terms) {
    var events = new ArrayList<Decoded<CloudEvent>>();
    try (var parser = parser(json)) {
      var first = parser == null ? null : parser.nextToken();
      if (parser == null || first != JsonToken.START_ARRAY) {
        return first == JsonToken.START_OBJECT
            ? refused(Reason.NOT_A_CLOUD_EVENT, "",
                "this is one object, and a batch is a JSON array of events; a single "
                    + "event has Content-Type: application/cloudevents+json")
            : refused(Reason.NOT_JSON, "", "a batch is a JSON array of events in UTF-8");
      }
      for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
        if (events.size() == most) {
          return refused(Reason.TOO_LARGE, "", "a batch has at most " + most + " events");
        }
        if (token == JsonToken.START_OBJECT) {
          events.add(new EnvelopeReader(parser, json, EnvelopeReader.Origin.SENDER, terms).readEvent());
        } else {
          parser.skipChildren();
          events.add(refused(Reason.NOT_A_CLOUD_EVENT, "", "a member of a batch is a JSON object"));
        }
      }
      return parser.nextToken() == null ? new Decoded.Event<>(events)
          : refused(Reason.NOT_JSON, "", "nothing may follow the batch's array");
    } catch (IOException malformed) {
      return refused(malformed, "/" + events.size());
    }
  }

  /// Reads the canonical value of a Kafka record. Attributes that this version does not know are kept as extensions.
  public static Decoded<AcceptedEvent> decodeAccepted(byte[] value) {
    var plain = CanonicalReader.find(value);
    return plain != null ? new Decoded.Event<>(plain) : decodeAnyAccepted(value);
  }

  /// However it is written; [CanonicalReader] is the short cut.
  static Decoded<AcceptedEvent> decodeAnyAccepted(byte[] value) {
    try (var parser = parser(value)) {
      if (parser == null || parser.nextToken() != JsonToken.START_OBJECT) {
        return refused(Reason.NOT_A_CLOUD_EVENT, "", "a record's value is one JSON object in UTF-8");
      }
      return new EnvelopeReader(parser, value, EnvelopeReader.Origin.TOPIC, Terms.STRICT).readAccepted();
    } catch (IOException malformed) {
      return refused(malformed, "");
    }
  }

  /// The canonical value: a fixed order of attributes, then extensions by name, then `data` byte for byte.
  public static byte[] encode(AcceptedEvent accepted) {
    return CanonicalWriter.write(accepted);
  }

  /// Now, cut to the microsecond that the codec and PostgreSQL keep.
  public static Instant micros(Instant instant) {
    return instant.minusNanos(instant.getNano() % 1_000);
  }

  /// A parser over UTF-8, or null where the bytes are of another encoding, which would leave `data` without a place.
  static @Nullable JsonParser parser(byte[] json) throws IOException {
    var parser = JSON.createParser(json);
    return parser.currentLocation().getByteOffset() < 0 ? null : parser;
  }

  static <E> Decoded<E> refused(Reason reason, String pointer, String detail) {
    return new Decoded.Refused<>("", new Refusal(reason, pointer, detail));
  }

  static <E> Decoded<E> refused(IOException malformed, String pointer) {
    return malformed instanceof StreamConstraintsException
        ? refused(Reason.TOO_LARGE, pointer, "nesting, names, strings or numbers beyond the published limits")
        : refused(Reason.NOT_JSON, pointer, "not well-formed JSON");
  }
}
