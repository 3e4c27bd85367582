package io.groundswell.ingest.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// One message as an SDK wrote it, with what its batch says of all.
///
/// @param shared the batch that it came in; without members where it came alone
record Message(Call call, JsonNode said, JsonNode shared) {

  /// Our part of `integrations`, as other destinations have theirs.
  private static final String OURS = "/integrations/Groundswell/";

  /// The member as text, or null where it is none, or empty: SDKs write an empty string for what they do not know.
  @Nullable
  String text(String name) {
    return text(said.path(name));
  }

  /// The person's id: some SDKs write numbers.
  @Nullable
  String person(String name) {
    var id = said.path(name);
    return id.isIntegralNumber() ? id.asText() : text(id);
  }

  /// What the sender says to us beyond the tracking API, such as the subject.
  JsonNode wish(String name) {
    return said.at(OURS + name);
  }

  /// When it happened, as far as the message says: as the device told it rather than as somebody corrected it.
  JsonNode time() {
    var told = said.path("originalTimestamp");
    return isAbsent(told) ? said.path("timestamp") : told;
  }

  /// When it was sent; null where that is not said.
  @Nullable
  String sentAt() {
    var own = text("sentAt");
    return own != null ? own : text(shared.path("sentAt"));
  }

  /// The system that sent it: the application where it has a name, else the library.
  String source() {
    for (var path : new String[]{"/app/name", "/library/name"}) {
      for (var context : new JsonNode[]{said.path("context"), shared.path("context")}) {
        var name = text(context.at(path));
        if (name != null) {
          return name;
        }
      }
    }
    return "segment";
  }

  /// The context of the message over that of the batch.
  ObjectNode context() {
    var whole = JsonNodeFactory.instance.objectNode();
    for (var context : new JsonNode[]{shared.path("context"), said.path("context")}) {
      if (context instanceof ObjectNode object) {
        whole.setAll(object);
      }
    }
    return whole;
  }

  static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static @Nullable String text(JsonNode value) {
    return value.isTextual() && !value.textValue().isEmpty() ? value.textValue() : null;
  }
}
