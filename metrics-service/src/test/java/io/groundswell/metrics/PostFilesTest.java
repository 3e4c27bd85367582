package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.contract.AcceptedEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which files a post shows, whatever part of them an event tells.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class PostFilesTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);
  private static final Map<String, String> MEMBERS = Map.of("video_url", "url", "video_url_md", "urlMd",
      "thumbnail_url", "thumbnailUrl", "gif_url", "gifUrl", "width", "width", "height", "height");

  private final String post = "post-" + UUID.randomUUID();
  private final String place = "https://" + post + "/";

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void anEventThatTellsOfOneMemberLeavesTheFileAndItsOthers() {
    Feed.live(told(0, "{\"video_url\":\"%sv\",\"thumbnail_url\":\"%st\",\"width\":320,\"height\":200}"));
    Feed.live(told(10, "{\"width\":640}"), told(20, "{\"thumbnail_url\":\"%st2\"}"));
    Feed.live(told(30, "{\"height\":null,\"gif_url\":null}"));

    assertThat(media()).isEqualTo("[{\"url\":\"%sv\",\"thumbnailUrl\":\"%st2\",\"kind\":\"video\",\"width\":640}]"
        .replace("%s", place));
  }

  @Test
  void whatComesLateIsTakenForWhatNobodyHasToldSince() {
    Feed.live(told(20, "{\"thumbnail_url\":\"%st\"}"));
    Feed.live(told(10, "{\"video_url\":\"%sv\",\"thumbnail_url\":\"%sold\",\"width\":640}"));
    Feed.live(told(5, "{\"video_url\":\"%solder\",\"width\":1,\"height\":360}"));

    assertThat(media()).isEqualTo("[{\"url\":\"%sv\",\"thumbnailUrl\":\"%st\",\"kind\":\"video\",\"width\":640,"
        .replace("%s", place) + "\"height\":360}]");
  }

  @Test
  void aFileWithoutVideoGoesByItsRenditions() {
    Feed.live(told(0, "{\"thumbnail_url\":\"%st\"}"));
    assertThat(urls()).containsExactly(place + "t");
    Feed.live(told(10, "{\"gif_url\":\"%sg\"}"));
    assertThat(urls()).containsExactly(place + "g");
    Feed.live(told(20, "{\"video_url\":\"%sv\"}"));
    assertThat(urls()).containsExactly(place + "v");
    Feed.live(told(30, "{\"video_url\":null}"));
    assertThat(urls()).containsExactly(place + "g");
  }

  @Test
  void ofOneFileAndSeveralTheLaterStands() {
    Feed.live(told(0, "{\"video_url\":\"%sv\",\"media\":[{\"url\":\"%s1\"},{\"url\":\"%s2\"}]}"));
    assertThat(urls()).containsExactly(place + "v", place + "1", place + "2");
    Feed.live(told(5, "{\"video_url_md\":\"%sm\"}"));
    assertThat(urls()).containsExactly(place + "v", place + "1", place + "2");
    Feed.live(told(10, "{\"media\":[{\"url\":\"%s3\"}],\"thumbnail_url\":\"%st\"}"));
    assertThat(urls()).containsExactly(place + "3");
    Feed.live(told(20, "{\"thumbnail_url\":\"%st2\",\"width\":9}"));
    assertThat(urls()).containsExactly(place + "3");
    Feed.live(told(30, "{\"video_url\":\"%sw\"}"));
    assertThat(urls()).containsExactly(place + "w");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void inAnyOrderAPostShowsTheLatestOfEachMember(long seed) {
    var random = new Random(seed);
    var latest = new TreeMap<String, @Nullable String>();
    var further = new ArrayList<String>();
    boolean hasOne = true;
    var events = new ArrayList<AcceptedEvent>();
    for (int second = 0; second < 40; second++) {
      var members = new ArrayList<String>();
      for (var member : List.of("video_url", "video_url_md", "thumbnail_url", "gif_url", "width", "height")) {
        if (random.nextInt(5) == 0) {
          boolean isSide = member.equals("width") || member.equals("height");
          var value = random.nextInt(4) == 0 ? null : isSide ? "" + random.nextInt(9) : "\"" + place
              + member.charAt(0) + random.nextInt(3) + "\"";
          latest.put(member, value);
          members.add("\"" + member + "\":" + value);
        }
      }
      boolean saysVideo = members.stream().anyMatch(member -> member.startsWith("\"video_url\""));
      boolean saysSeveral = random.nextInt(8) == 0;
      if (saysVideo || saysSeveral) {
        hasOne = saysVideo;
        further.clear();
      }
      if (saysSeveral) {
        for (int i = random.nextInt(3); i > 0; i--) {
          further.add("{\"url\":\"" + place + "more" + random.nextInt(9) + "\"}");
        }
        members.add("\"media\":[" + String.join(",", further) + "]");
      }
      events.add(told(second, "{" + String.join(",", members) + "}"));
    }
    var url = List.of("video_url", "video_url_md", "gif_url", "thumbnail_url").stream().map(latest::get)
        .filter(one -> one != null).findFirst();
    latest.values().removeIf(value -> value == null);
    latest.remove("video_url");
    var expected = new ArrayList<Map<String, String>>();
    if (hasOne && url.isPresent()) {
      var one = new TreeMap<>(Map.of("url", url.orElseThrow(), "kind", "\"video\""));
      latest.forEach((member, value) -> one.put(MEMBERS.getOrDefault(member, member), value));
      expected.add(one);
    }
    further.forEach(file -> expected.add(Map.of("url", file.substring(7, file.length() - 1))));

    Collections.shuffle(events, random);
    int cut = random.nextInt(1, events.size());
    Feed.live(events.subList(0, cut));
    Feed.live(events.subList(cut, events.size()));
    Feed.live(events.subList(0, 5));

    var shown = new ArrayList<Map<String, String>>();
    for (var file : READER.get("/v1/posts/x/" + post).body().get("media")) {
      var members = new TreeMap<String, String>();
      file.properties().forEach(member -> members.put(member.getKey(), member.getValue().toString()));
      shown.add(members);
    }
    assertThat(shown).as("seed " + seed).isEqualTo(expected);
  }

  private String media() {
    return READER.get("/v1/posts/x/" + post).body().get("media").toString();
  }

  private List<String> urls() {
    var urls = new ArrayList<String>();
    for (JsonNode file : READER.get("/v1/posts/x/" + post).body().get("media")) {
      urls.add(file.get("url").asText());
    }
    return urls;
  }

  /// @param data `%s` in it is where this test's files lie
  private AcceptedEvent told(int second, String data) {
    return Feed.event(1, "post/" + post, "x", "e" + second, HOUR.plusSeconds(second), "post.updated",
        data.replace("%s", place));
  }
}
