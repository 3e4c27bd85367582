package io.groundswell.ingest.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Decoded;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Subject;
import io.groundswell.contract.Terms;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// From a message to a CloudEvent. It writes one and has the codec read it, so that what holds for every event holds
/// for these: nothing gets past the codec's limits by another way in.
final class Translation {

  private final ObjectMapper json;

  Translation(ObjectMapper json) {
    this.json = json;
  }

  Decoded<CloudEvent> translate(Message message, Terms terms) {
    var id = message.text("messageId");
    try {
      var event = event(message);
      event.put("id", id != null ? id : derivedId(event));
      var sent = message.sentAt();
      if (sent != null) {
        event.put(CloudEvent.SENT_TIME, sent);
      }
      return EventCodec.decode(json.writeValueAsBytes(event), terms);
    } catch (JsonProcessingException neverInMemory) {
      throw new UncheckedIOException(neverInMemory);
    }
  }

  /// Without `id` and `senttime`, which say nothing about what happened.
  private ObjectNode event(Message message) {
    var event = json.createObjectNode().put("specversion", "1.0").put("source", message.source());
    var type = message.call() == Call.TRACK ? message.text("event") : message.call().eventType();
    if (type != null) {
      event.put("type", type);
    }
    var time = message.time();
    if (!Message.isAbsent(time)) {
      event.set("time", time);
    }
    var user = message.person("userId");
    var device = message.person("anonymousId");
    if (user != null || device != null) {
      event.put("userid", user != null ? user : device);
    }
    if (user != null && device != null) {
      event.put("anonymousid", device);
    }
    place(event, message);
    event.set("data", data(message));
    return event;
  }

  /// Where and about what it happened: as the sender wishes, else by the name of the page or screen. Names that are too
  /// long for a subject cost the subject, not the event.
  private static void place(ObjectNode event, Message message) {
    for (var attribute : new String[]{"subject", "platform", "niche", "sampledrate"}) {
      var wish = message.wish(attribute);
      if (!Message.isAbsent(wish)) {
        event.set(attribute, wish);
      }
    }
    var name = message.text("name");
    boolean shown = message.call() == Call.PAGE || message.call() == Call.SCREEN;
    if (shown && name != null && !event.has("subject") && Subject.find(message.call().slug() + "/" + name) != null) {
      event.put("subject", message.call().slug() + "/" + name);
    }
  }

  /// The payload itself, so that a `track` of one of our own event types counts as one, with what stands beside it in
  /// the message, where the payload has no member of that name.
  private JsonNode data(Message message) {
    var payload = message.said().path(message.call().payload());
    if (!Message.isAbsent(payload) && !payload.isObject()) {
      return payload;
    }
    var data = payload instanceof ObjectNode object ? object : json.createObjectNode();
    for (var beside : new String[]{"name", "category", "groupId", "previousId"}) {
      var value = message.said().path(beside);
      if (message.call() != Call.TRACK && !Message.isAbsent(value)) {
        data.putIfAbsent(beside, value);
      }
    }
    var context = message.context();
    if (!context.isEmpty()) {
      data.putIfAbsent("context", context);
    }
    return data;
  }

  /// For a message without an id: the same message has the same one again.
  private String derivedId(ObjectNode event) throws JsonProcessingException {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(json.writeValueAsBytes(event));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
