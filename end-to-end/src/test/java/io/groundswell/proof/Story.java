package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.proof.traffic.Tenant;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What the page shows: two hashtags of a calm day, one of which bursts at its end; one that is merely new; posts, and
/// who made them; songs that are compared across platforms.
final class Story {

  private final Whereabouts system;
  private final Tenant tenant;
  private final String admin;
  private final Caller caller;

  Story(Whereabouts system, Tenant tenant, String admin) {
    this.system = system;
    this.tenant = tenant;
    this.admin = admin;
    this.caller = new Caller(system);
  }

  void tell() {
    calmDay("takeoff");
    calmDay("calm");
    burst("takeoff");
    send(List.of(likes("unheard", "first", Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(30), 30),
        likes("unheard", "second", Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(15), 30)));
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var posts = new ArrayList<String>();
    for (int i = 0; i < 3; i++) {
      posts.add("""
          {"specversion":"1.0","id":"post-%d","source":"page","type":"post.published","time":"%s","subject":"post/whale-%d",\
          "platform":"tiktok","data":{"text":"the whale song %d #takeoff","likes":%d,"views":900,\
          "creator":{"id":"ada","username":"ada","display_name":"Ada Whale","follower_count":1200}}}"""
          .formatted(i, now.minusSeconds(60L * i), i, i, 10 * i));
    }
    send(posts);
    songs();
  }

  /// Six hashtags of a niche on two platforms, every hour since before the day before; counted, and held against each
  /// other. On one platform ten times as many of the views are likes.
  private void songs() {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var events = new ArrayList<String>();
    for (int hour = 50; hour > 0; hour--) {
      var time = now.minus(hour, ChronoUnit.HOURS);
      for (int song = 0; song < 6; song++) {
        events.add(song(song, "youtube", time, 10 * (song + 1)));
        events.add(song(song, "x", time, song + 1));
      }
    }
    send(events);
    await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofSeconds(1)).until(() -> {
      hurry();
      var reply = caller.get(system.trend(), "/v1/cross-platform/hashtag/song-5", admin);
      return reply.status() == 200 && reply.json().findValues("peers").stream().filter(peers -> peers.asInt() == 6)
          .count() == 4;
    });
  }

  private static String song(int song, String platform, Instant time, int likes) {
    return """
        {"specversion":"1.0","id":"song-%d-%s-%s","source":"page","type":"metric.observed","time":"%s",\
        "subject":"hashtag/song-%d","platform":"%s","niche":"Whales","data":{"metrics":{"likes":%d,"views":100}}}"""
        .formatted(song, platform, time, time, song, platform, likes);
  }

  /// So that nobody waits five minutes for figures that are worked out every five minutes.
  private void hurry() throws SQLException {
    try (var connection = system.database().connect(); var update = connection.prepareStatement("""
        UPDATE analytics.analysis_turn SET due_at = now()
        WHERE organization_id = ? AND job = 'cross-platform-24h' AND due_at < now() + interval '6 minutes'""")) {
      update.setInt(1, tenant.organization());
      update.executeUpdate();
    }
  }

  private void calmDay(String hashtag) {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var random = new Random(7);
    var events = new ArrayList<String>();
    for (int step = 12 * 24; step > 0; step--) {
      events.add(likes(hashtag, "calm-" + step, now.minus(5L * step, ChronoUnit.MINUTES), 8 + random.nextInt(5)));
    }
    send(events);
  }

  /// Thirty times its usual, in the quarter of an hour that ends now.
  void burst(String hashtag) {
    if (!hashtag.equals("takeoff")) {
      calmDay(hashtag);
    }
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var events = new ArrayList<String>();
    for (int step = 30; step > 0; step--) {
      events.add(likes(hashtag, "burst-" + step, now.minus(30L * step, ChronoUnit.SECONDS), 60));
    }
    send(events);
  }

  /// Eight hashtags, each as it always is, of which each counts three times as much for an hour and a half by now.
  void redefine() {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var random = new Random(11);
    for (int hashtag = 0; hashtag < 8; hashtag++) {
      var events = new ArrayList<String>();
      for (int step = 4 * 24 * 12; step > 0; step--) {
        int usual = 90 + random.nextInt(21);
        events.add(likes("changed-" + hashtag, "step-" + step, now.minus(5L * step, ChronoUnit.MINUTES),
            step <= 20 ? 3 * usual : usual));
        if (events.size() == 500 || step == 1) {
          send(events);
          events.clear();
        }
      }
    }
  }

  private static String likes(String hashtag, String name, Instant time, int likes) {
    return """
        {"specversion":"1.0","id":"%s-%s","source":"page","type":"metric.observed","time":"%s","subject":"hashtag/%s",\
        "platform":"tiktok","data":{"metrics":{"likes":%d}}}""".formatted(hashtag, name, time, hashtag, likes);
  }

  private void send(List<String> events) {
    var reply =
        caller.post("/v1/events", Caller.BATCH, ("[" + String.join(",", events) + "]").getBytes(StandardCharsets.UTF_8),
            tenant.key());
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().path("rejected").asInt()).as(reply.text()).isZero();
  }
}
