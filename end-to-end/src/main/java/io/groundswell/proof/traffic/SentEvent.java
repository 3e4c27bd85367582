package io.groundswell.proof.traffic;

import io.groundswell.contract.Lane;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/// An event of the traffic, with all that must become of it.
///
/// @param number its place in the traffic, from 0
/// @param extra further attributes as JSON members, each with a comma behind it; often empty
/// @param subject `type/id` as it must be stored, also where the event leaves it to the default
/// @param data the JSON object of `data`
/// @param readings what it contributes to the series; empty for an event that must be refused
/// @param fate whether the edge has to take it
public record SentEvent(long number, Lane lane, int organization, String source, String id, String type, Instant time,
    String subject, String platform, String extra, String data, List<SentReading> readings, Fate fate) {

  /// Whether the edge has to take an event.
  public enum Fate {
    TAKEN, REFUSED
  }

  public SentEvent {
    readings = List.copyOf(readings);
  }

  /// As structured CloudEvents JSON.
  public String json() {
    var about = subject.equals("source/" + source) ? "" : "\"subject\":\"" + subject + "\",";
    return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"" + source + "\",\"type\":\"" + type
        + "\",\"time\":\"" + time + "\"," + about + "\"platform\":\"" + platform + "\"," + extra + "\"data\":" + data
        + "}";
  }

  public String subjectType() {
    return subject.substring(0, subject.indexOf('/'));
  }

  public String subjectId() {
    return subject.substring(subject.indexOf('/') + 1);
  }

  /// The documented key of an event, worked out anew from the document: the first 16 bytes of SHA-256 over
  /// `organization \n source \n id`, in the hexadecimal form that SQL reads as a uuid.
  public String eventKey() {
    return eventKey(organization, source, id);
  }

  public static String eventKey(int organization, String source, String id) {
    try {
      var text = organization + "\n" + source + "\n" + id;
      var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
