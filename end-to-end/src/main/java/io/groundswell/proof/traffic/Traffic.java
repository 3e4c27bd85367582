package io.groundswell.proof.traffic;

import io.groundswell.contract.Lane;
import io.groundswell.proof.traffic.SentEvent.Fate;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What event number n is. A pure function of seed, start and number, so that the checker can ask again for any event
/// without the driver having written it down, and a run can be repeated.
///
/// Events come in blocks of [#BLOCK] of one organisation and one lane, since a request has one key and one lane. Of
/// four blocks one is history. Within a block every event is of another subject.
///
/// @param start when the run began; live events lie in the six days before it, history 20 to 30 days before it
/// @param organizations whose events these are, at least one
/// @param numbers whether events that are nothing but numbers say at times whose these are
public record Traffic(long seed, Instant start, List<Integer> organizations, Numbers numbers) {

  /// Events that are sent in one request.
  public static final int BLOCK = 50;

  /// Subjects of one organisation.
  public static final int SUBJECTS = 600;

  private static final int REFUSED_EVERY = 197;
  private static final int HISTORY_EVERY = 4;
  private static final List<String> PLATFORMS = List.of("x", "sora", "instagram", "tiktok", "youtube");
  private static final List<String> SUBJECT_TYPES = List.of("post", "creator", "hashtag", "ticker");
  private static final List<String> ACTIONS = List.of("view", "like", "share", "comment", "remix", "watch", "skip");
  private static final List<String> STRANGERS = List.of("funnel.progressed", "referral.used", "page.viewed");

  /// The release before keeps with numbers no persons, so where it takes part none are named.
  public enum Numbers {
    OF_SOMEBODY, OF_NOBODY
  }

  public Traffic(long seed, Instant start, List<Integer> organizations) {
    this(seed, start, organizations, Numbers.OF_SOMEBODY);
  }

  public Traffic {
    organizations = List.copyOf(organizations);
    start = start.truncatedTo(ChronoUnit.MICROS);
    if (organizations.isEmpty()) {
      throw new IllegalArgumentException("somebody has to send");
    }
  }

  /// The first instant of the history that the backfill lane gets, a day's beginning.
  public Instant historyFrom() {
    return start.truncatedTo(ChronoUnit.DAYS).minus(30, ChronoUnit.DAYS);
  }

  /// The first instant behind that history.
  public Instant historyTo() {
    return historyFrom().plus(10, ChronoUnit.DAYS);
  }

  public int organization(long number) {
    return organizations.get((int) (number / BLOCK % organizations.size()));
  }

  public Lane lane(long number) {
    return number / BLOCK / organizations.size() % HISTORY_EVERY == 0 ? Lane.BACKFILL : Lane.LIVE;
  }

  /// The event of that number, from 0.
  public SentEvent event(long number) {
    var random = random(number);
    var lane = lane(number);
    int subject = (int) (number % SUBJECTS);
    var kind = SUBJECT_TYPES.get(subject % SUBJECT_TYPES.size());
    var about = kind + "/s" + subject;
    var id = "e-" + Long.toHexString(seed) + "-" + subject + "-" + number / SUBJECTS;
    var source = "proof/" + number / BLOCK % 3;
    var platform = PLATFORMS.get(random.nextInt(PLATFORMS.size()));
    var time = time(random, lane);
    if (number % REFUSED_EVERY == REFUSED_EVERY - 1) {
      var tooOld = start.minus(400, ChronoUnit.DAYS);
      return new SentEvent(number, lane, organization(number), source, id, "metric.observed", tooOld, about, platform,
          "",
          "{\"kind\":\"delta\",\"metrics\":{\"likes\":1}}", List.of(), Fate.REFUSED);
    }
    var content = content(random, kind);
    return new SentEvent(number, lane, organization(number), source, id, content.type, time,
        content.type.startsWith("page")
            ? "source/" + source : about,
        platform, content.extra, content.data, content.readings, Fate.TAKEN);
  }

  private record Content(String type, String extra, String data, List<SentReading> readings) {

    Content with(String further) {
      return new Content(type, extra + further, data, readings);
    }
  }

  private Content content(SplittableRandom random, String subjectType) {
    int dice = random.nextInt(100);
    if (dice < 2 && numbers == Numbers.OF_SOMEBODY) {
      return observed("delta", List.of(new SentReading("likes", "delta", whole(random, 10))), 1)
          .with("\"userid\":\"u" + random.nextInt(5_000) + "\",");
    } else if (dice < 50) {
      return observed("delta", List.of(new SentReading("likes", "delta", whole(random, 10))), 1);
    } else if (dice < 60) {
      return observed("delta", List.of(new SentReading("likes", "delta", whole(random, 10)),
          new SentReading("views", "delta", whole(random, 1_000)),
          new SentReading("saves", "delta", decimal(random, 100))), 1);
    } else if (dice < 65) {
      return observed("delta", List.of(new SentReading("likes", "delta", whole(random, 10))), 1 + random.nextInt(20));
    } else if (dice < 73) {
      return observed("total", List.of(new SentReading("followers", "total", whole(random, 100_000))), 1);
    } else if (dice < 81) {
      return observed("gauge", List.of(new SentReading("score", "gauge", decimal(random, 1_000)
          .subtract(BigDecimal.valueOf(500)))), 1);
    } else if (dice < 93) {
      return engaged(random);
    }
    return switch (subjectType) {
      case "post" -> post(random);
      case "creator" -> creator(random);
      default -> stranger(random);
    };
  }

  private static Content observed(String kind, List<SentReading> sent, int sampledRate) {
    var metrics = new ArrayList<String>();
    var stored = new ArrayList<SentReading>();
    for (var reading : sent) {
      metrics.add("\"" + reading.metric() + "\":" + reading.value().toPlainString());
      stored.add(new SentReading(reading.metric(), kind, reading.value().multiply(BigDecimal.valueOf(sampledRate))));
    }
    return new Content("metric.observed", sampledRate == 1 ? "" : "\"sampledrate\":" + sampledRate + ",",
        "{\"kind\":\"" + kind + "\",\"metrics\":{" + String.join(",", metrics) + "}}", stored);
  }

  private static Content engaged(SplittableRandom random) {
    var action = ACTIONS.get(random.nextInt(ACTIONS.size()));
    var readings = new ArrayList<SentReading>();
    readings.add(new SentReading(action, "delta", BigDecimal.ONE));
    var watched = "";
    if (action.equals("watch")) {
      var seconds = decimal(random, 60);
      readings.add(new SentReading("watch_seconds", "delta", seconds));
      watched = ",\"watch_seconds\":" + seconds.toPlainString();
    }
    return new Content("content.engaged", "\"userid\":\"u" + random.nextInt(5_000) + "\",",
        "{\"action\":\"" + action + "\"" + watched + "}", readings);
  }

  /// Always with a text, and with a link at times: of each the latest has to stand.
  private static Content post(SplittableRandom random) {
    var likes = whole(random, 10_000);
    var link = random.nextInt(3) == 0 ? ",\"permalink\":\"https://posts.example/" + random.nextInt(1_000) + "\"" : "";
    return new Content("post.updated", "", "{\"text\":\"tide ä " + random.nextInt(100_000) + "\",\"like_count\":"
        + likes + link + "}", List.of(new SentReading("likes", "total", likes)));
  }

  private static Content creator(SplittableRandom random) {
    var followers = whole(random, 1_000_000);
    var name = random.nextInt(3) == 0 ? ",\"display_name\":\"Jo " + random.nextInt(1_000) + "\"" : "";
    return new Content("creator.updated", "", "{\"username\":\"jo" + random.nextInt(100_000)
        + "\",\"follower_count\":" + followers + name + "}",
        List.of(new SentReading("followers", "total", followers)));
  }

  private static Content stranger(SplittableRandom random) {
    var type = STRANGERS.get(random.nextInt(STRANGERS.size()));
    var data =
        "{\"step\":" + random.nextInt(9) + ",\"price\":" + random.nextInt(100) + ".50,\"text\":\"ä🌊 \\\"quoted\\\"\","
            + "\"nested\":{\"list\":[1,2.0,null,true],\"empty\":{}}}";
    return new Content(type, "\"niche\":\"n" + random.nextInt(40) + "\",", data,
        List.of(new SentReading("events", "delta",
            BigDecimal.ONE)));
  }

  private Instant time(SplittableRandom random, Lane lane) {
    if (lane == Lane.BACKFILL) {
      return historyFrom().plus(micros(random, Duration.between(historyFrom(), historyTo())));
    }
    int dice = random.nextInt(10);
    var back = dice < 7 ? Duration.ofMinutes(5) : dice < 9 ? Duration.ofHours(20) : Duration.ofDays(6);
    return start.minus(micros(random, back));
  }

  private static Duration micros(SplittableRandom random, Duration below) {
    return Duration.of(random.nextLong(below.toSeconds() * 1_000_000), ChronoUnit.MICROS);
  }

  private static BigDecimal whole(SplittableRandom random, int below) {
    return BigDecimal.valueOf(1 + random.nextInt(below));
  }

  private static BigDecimal decimal(SplittableRandom random, int below) {
    return BigDecimal.valueOf(random.nextInt(below * 1_000), 3);
  }

  /// Neighbouring seeds would give related streams: the number goes through the finaliser of SplitMix64 first.
  private SplittableRandom random(long number) {
    long z = seed * 0x9E3779B97F4A7C15L + number;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return new SplittableRandom(z ^ (z >>> 31));
  }
}
