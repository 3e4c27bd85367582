package io.groundswell.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the numbers out of an event's `data`, by the event's type.
final class ReadingsReader {

  private ReadingsReader() {
  }

  static Readings read(CloudEvent event) {
    try {
      return switch (event.type()) {
        case Readings.METRIC_OBSERVED -> {
          var plain = PlainMetrics.find(event);
          yield plain != null ? new Readings.Of(plain) : observed(event);
        }
        case "content.engaged" -> engaged(event);
        case Correction.TYPE -> {
          correction(event);
          yield new Readings.Of(List.of());
        }
        case "session.ended" -> session(event);
        case "post.published", "post.updated", "creator.updated" -> totals(event);
        default -> new Readings.Of(List.of(new Reading("events", Kind.DELTA, event.sampledRate())));
      };
    } catch (Offence offence) {
      return new Readings.Refused(offence.refusal);
    } catch (IOException neverInValidatedJson) {
      throw new UncheckedIOException(neverInValidatedJson);
    }
  }

  /// Whatever the data looks like; [PlainMetrics] is the short cut.
  static Readings observed(CloudEvent event) throws IOException, Offence {
    Kind kind = Kind.DELTA;
    boolean kindSeen = false;
    @Nullable List<Metric> metrics = null;
    try (var parser = open(event)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var name = parser.currentName();
        var token = parser.nextToken();
        if (name.equals("kind")) {
          var found = token == JsonToken.VALUE_STRING ? Kind.find(parser.getText()) : null;
          if (found == null || kindSeen) {
            throw offence("/data/kind", "kind must be delta, total or gauge, and stand once");
          }
          kind = found;
          kindSeen = true;
        } else if (name.equals("metrics")) {
          require(token == JsonToken.START_OBJECT && metrics == null, "/data/metrics",
              "metrics must be an object of numbers, and stand once");
          metrics = metrics(parser);
        } else {
          parser.skipChildren();
        }
      }
    }
    if (metrics == null || metrics.isEmpty()) {
      throw offence("/data/metrics", "metrics must name at least one number");
    }
    var readings = new ArrayList<Reading>(metrics.size());
    for (var metric : metrics) {
      readings.add(reading(metric.name, kind, metric.value, event, "/data/metrics"));
    }
    return new Readings.Of(readings);
  }

  private static List<Metric> metrics(JsonParser parser) throws IOException, Offence {
    var metrics = new ArrayList<Metric>(4);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = parser.currentName();
      require(Readings.isMetricName(name), "/data/metrics",
          "a metric's name is a letter, then letters, digits, _ . : or -, at most 64 in all");
      for (var other : metrics) {
        require(!other.name.equals(name), "/data/metrics", "a metric stands twice");
      }
      parser.nextToken();
      metrics.add(new Metric(name, number(parser, "/data/metrics")));
      require(metrics.size() <= Readings.MOST_METRICS, "/data/metrics",
          "at most " + Readings.MOST_METRICS + " metrics an event");
    }
    return metrics;
  }

  private static Readings engaged(CloudEvent event) throws IOException, Offence {
    @Nullable String action = null;
    @Nullable BigDecimal watched = null;
    try (var parser = open(event)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var name = parser.currentName();
        var token = parser.nextToken();
        if (name.equals("action")) {
          require(action == null && token == JsonToken.VALUE_STRING && Readings.ACTIONS.contains(parser.getText()),
              "/data/action", "action must be one of view, like, share, comment, remix, watch, skip, and stand once");
          action = parser.getText();
        } else if (name.equals("watch_seconds") && token != JsonToken.VALUE_NULL) {
          watched = number(parser, "/data/watch_seconds");
          require(watched.signum() >= 0, "/data/watch_seconds", "watch_seconds must not be negative");
        } else {
          requireShape(event, parser);
        }
      }
    }
    if (action == null) {
      throw offence("/data/action", "action is required");
    }
    var readings = new ArrayList<Reading>(2);
    readings.add(new Reading(action, Kind.DELTA, event.sampledRate()));
    if (watched != null) {
      readings.add(reading("watch_seconds", Kind.DELTA, watched, event, "/data/watch_seconds"));
    }
    return new Readings.Of(readings);
  }

  static @Nullable Correction findCorrection(CloudEvent event) {
    try {
      return correction(event);
    } catch (Offence refusedAtTheEdge) {
      return null;
    } catch (IOException neverInValidatedJson) {
      throw new UncheckedIOException(neverInValidatedJson);
    }
  }

  private static Correction correction(CloudEvent event) throws IOException, Offence {
    var texts = new HashMap<String, String>();
    @Nullable List<Metric> metrics = null;
    try (var parser = open(event)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var name = parser.currentName();
        var token = parser.nextToken();
        if (name.equals("metrics")) {
          require(token == JsonToken.START_OBJECT && metrics == null, "/data/metrics",
              "metrics must be an object of numbers, and stand once");
          metrics = metrics(parser);
        } else if (name.equals("source") || name.equals("id") || name.equals("time")) {
          require(token == JsonToken.VALUE_STRING && texts.put(name, parser.getText()) == null, "/data/" + name,
              name + " must be a string, and stand once");
        } else {
          parser.skipChildren();
        }
      }
    }
    var id = texts.getOrDefault("id", "");
    require(!id.isEmpty(), "/data/id", "id is required: that of the event to be corrected");
    var time = Rfc3339.find(texts.getOrDefault("time", ""));
    if (time == null) {
      throw offence("/data/time", "time is required: that of the event to be corrected, as it was sent");
    }
    if (metrics == null || metrics.isEmpty()) {
      throw offence("/data/metrics", "metrics must name at least one number");
    }
    var numbers = new HashMap<String, Double>();
    for (var metric : metrics) {
      numbers.put(metric.name, reading(metric.name, Kind.TOTAL, metric.value, event, "/data/metrics").value());
    }
    return new Correction(texts.getOrDefault("source", event.source()), id, time, numbers);
  }

  private static Readings session(CloudEvent event) throws IOException, Offence {
    if (event.data() != null) {
      try (var parser = open(event)) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          parser.nextToken();
          requireShape(event, parser);
        }
      }
    }
    return new Readings.Of(List.of(new Reading("events", Kind.DELTA, event.sampledRate())));
  }

  /// Goes on from the beginning of a member's value to its end.
  private static void requireShape(CloudEvent event, JsonParser parser) throws IOException, Offence {
    var member = parser.currentName();
    var broken = ContentShapes.broken(event.type(), member, parser);
    if (broken != null) {
      throw offence("/data/" + member, broken);
    }
  }

  private static Readings totals(CloudEvent event) throws IOException, Offence {
    var readings = new ArrayList<Reading>(4);
    try (var parser = open(event)) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var member = parser.currentName();
        var metric = Readings.TOTALS.get(member);
        var token = parser.nextToken();
        var pointer = "/data/" + member;
        if (metric == null || token == JsonToken.VALUE_NULL) {
          requireShape(event, parser);
          continue;
        }
        for (var other : readings) {
          require(!other.metric().equals(metric), pointer, "a counter stands twice");
        }
        readings.add(reading(metric, Kind.TOTAL, number(parser, pointer), event, pointer));
      }
    }
    return new Readings.Of(readings);
  }

  private static Reading reading(String metric, Kind kind, BigDecimal value, CloudEvent event, String pointer)
      throws Offence {
    long rate = kind == Kind.DELTA ? event.sampledRate() : 1;
    var counted = rate == 1 ? value : value.multiply(BigDecimal.valueOf(rate));
    if (!Numbers.isExact(counted)) {
      throw new Offence(new Refusal(Reason.NUMBER_OUT_OF_RANGE, pointer,
          "a value has at most 15 significant digits and 15 decimal places, and is below 10^15"));
    }
    return new Reading(metric, kind, counted.doubleValue());
  }

  private static BigDecimal number(JsonParser parser, String pointer) throws IOException, Offence {
    var token = parser.currentToken();
    require(token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT, pointer, "must be a number");
    return parser.getDecimalValue();
  }

  private static JsonParser open(CloudEvent event) throws IOException, Offence {
    var data = event.data();
    if (data == null) {
      throw offence("/data", "data is required for this event type");
    }
    var parser = EventCodec.JSON.createParser(data.buffer(), data.offset(), data.length());
    parser.nextToken();
    return parser;
  }

  private static void require(boolean held, String pointer, String rule) throws Offence {
    if (!held) {
      throw offence(pointer, rule);
    }
  }

  private static Offence offence(String pointer, String rule) {
    return new Offence(new Refusal(Reason.INVALID_DATA, pointer, rule));
  }

  private record Metric(String name, BigDecimal value) {
  }

  /// Carries a refusal out of the parser's depth; without a stack trace, for it is an expected outcome.
  static final class Offence extends Exception {

    private static final long serialVersionUID = 1;
    private final transient Refusal refusal;

    Offence(Refusal refusal) {
      super(refusal.detail(), null, false, false);
      this.refusal = refusal;
    }
  }
}
