package io.groundswell.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/// An event that the edge took: whose it is, and when it came in.
///
/// @param organization whose it is; from the API key, never from the body
/// @param receivedAt when the edge received it
/// @param event the event, with subject and platform filled in
public record AcceptedEvent(int organization, Instant receivedAt, CloudEvent event) {

  private static final MessageDigest SHA_256 = lookUp();

  public AcceptedEvent {
    if (organization < 1) {
      throw new IllegalArgumentException("organization must be positive");
    }
    Objects.requireNonNull(event.subject(), "an accepted event has a subject");
    Objects.requireNonNull(event.platform(), "an accepted event has a platform");
  }

  public Subject subject() {
    return Objects.requireNonNull(event.subject());
  }

  public String platform() {
    return Objects.requireNonNull(event.platform());
  }

  /// The key of its Kafka record: `organization/subjectType/subjectId`, so that a subject's events keep their order.
  public byte[] recordKey() {
    return (organization + "/" + subject()).getBytes(StandardCharsets.UTF_8);
  }

  /// The key by which the event is recognised again: the first 16 bytes of SHA-256 over
  /// `organization \n source \n id`. Attributes hold no control characters, so the text is unambiguous.
  public UUID eventKey() {
    return eventKey(organization, event.source(), event.id());
  }

  public static UUID eventKey(int organization, String source, String id) {
    var text = organization + "\n" + source + "\n" + id;
    var hash = ByteBuffer.wrap(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    return new UUID(hash.getLong(), hash.getLong());
  }

  /// The order of event keys in PostgreSQL: byte for byte, where [UUID#compareTo] takes the first bit for a sign.
  public static int compareKeys(UUID one, UUID other) {
    int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
    return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
  }

  /// A copy of one that was looked up once: the lookup takes as long as the hash.
  private static MessageDigest sha256() {
    try {
      return (MessageDigest) SHA_256.clone();
    } catch (CloneNotSupportedException everyJdkCan) {
      throw new IllegalStateException(everyJdkCan);
    }
  }

  private static MessageDigest lookUp() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
