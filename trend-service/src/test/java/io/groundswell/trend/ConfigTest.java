package io.groundswell.trend;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.trend.announce.AnnounceConfig;
import io.groundswell.trend.board.BoardConfig;
import io.groundswell.trend.calibration.CalibrationConfig;
import io.groundswell.trend.dashboard.DashboardConfig;
import io.groundswell.trend.feed.FeedConfig;
import io.groundswell.trend.insight.InsightConfig;
import io.groundswell.trend.live.LiveConfig;
import io.groundswell.trend.memory.MemoryConfig;
import io.groundswell.trend.niche.NicheConfig;
import io.groundswell.trend.platform.Interaction;
import io.groundswell.trend.platform.PlatformConfig;
import io.groundswell.trend.webhook.WebhookConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigTest {

  @Test
  void hasTheDefaultsThatTheDocumentsPromise() {
    var config = new SmallRyeConfigBuilder()
        .withMapping(FeedConfig.class)
        .withMapping(MemoryConfig.class)
        .withMapping(BoardConfig.class)
        .withMapping(AnnounceConfig.class)
        .withMapping(LiveConfig.class)
        .withMapping(CalibrationConfig.class)
        .withMapping(DashboardConfig.class)
        .withMapping(NicheConfig.class)
        .withMapping(WebhookConfig.class)
        .withMapping(PlatformConfig.class)
        .withMapping(InsightConfig.class)
        .withConverter(Duration.class, 200, new DurationConverter())
        .addDefaultInterceptors()
        .build();
    var feed = config.getConfigMapping(FeedConfig.class);
    assertThat(feed.liveTopic()).isEqualTo("events.v1");
    assertThat(feed.backfillTopic()).isEqualTo("events.backfill.v1");
    assertThat(feed.largestBatch()).isEqualTo(4_000);
    assertThat(feed.connections()).isEqualTo(4);
    assertThat(feed.spacing()).isEqualTo(Duration.ofMillis(250));
    assertThat(feed.keepEvery()).isEqualTo(Duration.ofHours(1));
    assertThat(feed.grace()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.getConfigMapping(MemoryConfig.class).share()).isEqualTo(0.4);
    var board = config.getConfigMapping(BoardConfig.class);
    assertThat(board.every()).isEqualTo(Duration.ofSeconds(1));
    assertThat(board.patience()).isEqualTo(Duration.ofSeconds(10));
    var announce = config.getConfigMapping(AnnounceConfig.class);
    assertThat(announce.topic()).isEqualTo("trends.v1");
    assertThat(announce.lookEvery()).isEqualTo(Duration.ofMillis(500));
    assertThat(announce.lease()).isEqualTo(Duration.ofSeconds(30));
    assertThat(announce.keep()).isEqualTo(Duration.ofDays(7));
    var live = config.getConfigMapping(LiveConfig.class);
    assertThat(live.lookEvery()).isEqualTo(Duration.ofMillis(500));
    assertThat(live.beatEvery()).isEqualTo(Duration.ofSeconds(15));
    assertThat(live.most()).isEqualTo(2_000);
    assertThat(config.getConfigMapping(CalibrationConfig.class).lookEvery()).isEqualTo(Duration.ofMinutes(10));
    var dashboard = config.getConfigMapping(DashboardConfig.class);
    assertThat(dashboard.metrics()).isEqualTo(URI.create("http://localhost:8082"));
    assertThat(dashboard.patience()).isEqualTo(Duration.ofSeconds(20));
    assertThat(dashboard.connections()).isEqualTo(32);
    var insight = config.getConfigMapping(InsightConfig.class);
    assertThat(insight.every()).isEqualTo(Duration.ofSeconds(30));
    assertThat(insight.compareEvery()).isEqualTo(Duration.ofMinutes(5));
    assertThat(insight.checkEvery()).isEqualTo(Duration.ofMinutes(5));
    assertThat(insight.recordAfter()).isEqualTo(Duration.ofDays(3));
    assertThat(insight.keep()).isEqualTo(Duration.ofDays(30));
    var platform = config.getConfigMapping(PlatformConfig.class);
    assertThat(platform.every()).isEqualTo(Duration.ofMinutes(1));
    assertThat(platform.interactions()).extracting(Interaction::metrics).containsExactlyInAnyOrder(
        Set.of("like", "likes"), Set.of("comment", "comments"), Set.of("share", "shares"), Set.of("remix", "remixes"),
        Set.of("repost", "reposts"), Set.of("save", "saves"));
    assertThat(platform.views()).containsExactly("views", "view", "impressions", "watch");
    var webhook = config.getConfigMapping(WebhookConfig.class);
    assertThat(webhook.lookEvery()).isEqualTo(Duration.ofMillis(500));
    assertThat(webhook.patience()).isEqualTo(Duration.ofSeconds(15));
    assertThat(webhook.attempts()).isEqualTo(12);
    assertThat(webhook.firstPause()).isEqualTo(Duration.ofSeconds(5));
    assertThat(webhook.atOnce()).isEqualTo(16);
    assertThat(webhook.most()).isEqualTo(20);
    assertThat(webhook.keep()).isEqualTo(Duration.ofDays(30));
    assertThat(webhook.authorities()).isEmpty();
    assertThat(webhook.allowLoopback()).isFalse();
    var niche = config.getConfigMapping(NicheConfig.class);
    assertThat(niche.lookEvery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(niche.analyseEvery()).isEqualTo(Duration.ofMinutes(1));
    assertThat(niche.most()).isEqualTo(1_000);
  }
}
