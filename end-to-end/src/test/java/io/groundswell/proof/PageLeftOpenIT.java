package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.proof.faults.Tenants;
import io.groundswell.sandbox.browser.Chromium;
import io.groundswell.sandbox.browser.Tab.Colours;
import io.groundswell.sandbox.browser.Tab.Screen;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A page that somebody leaves open and comes back to: it renews itself under their eyes, and says what befell a
/// platform while they were away.
class PageLeftOpenIT {

  private static final Whereabouts SYSTEM = SharedSystem.whereabouts();
  private static Chromium browser;
  private static String admin;

  @BeforeAll
  static void openTheBrowserAndTellOfAChange() throws SQLException {
    browser = Reader.browser();
    var tenant = Tenants.make(SYSTEM, 1).getFirst();
    admin = SharedSystem.keyOf(tenant.organization(), "admin");
    new Story(SYSTEM, tenant, admin).redefine();
  }

  @AfterAll
  static void closeTheBrowser() {
    browser.close();
  }

  @Test
  void whoeverReadsStaysWhereTheyAreWhileFiguresAreRenewed() {
    try (var reader = new Reader(browser, SYSTEM.trend().resolve("/"), Screen.DESKTOP, Colours.LIGHT)) {
      reader.enter(admin);
      reader.visit("#/pipeline");
      reader.sees("document.querySelector('.books details') !== null");
      reader.tab().evaluate("""
          window.renewed = 0;
          new MutationObserver(() => window.renewed++).observe(document.querySelector('.tiles'), { childList: true });
          document.querySelectorAll('details').forEach((one) => { one.open = true; });
          window.chartInReach = document.querySelector('.rates .canvas');
          window.chartInReach.focus()""");
      reader.tab().press("ArrowLeft");
      reader.sees("/stored a minute [0-9]/.test(document.querySelector('.readout').innerText)");
      var minute =
          reader.tab().evaluate("document.querySelector('.readout').innerText.split(': stored a minute')[0]").asText();

      reader.sees("window.renewed >= 2");

      assertThat(reader.tab().evaluate("[...document.querySelectorAll('.rates details, .books details')]"
          + ".map((one) => one.open)")).hasSize(2).allMatch(isOpen -> isOpen.asBoolean());
      assertThat(reader.tab().evaluate("document.querySelectorAll('.rates tbody tr').length").asInt()).isPositive();
      assertThat(reader.tab().evaluate("document.activeElement === window.chartInReach").asBoolean()).isTrue();
      assertThat(reader.tab().evaluate("document.querySelector('.readout').innerText").asText())
          .startsWith(minute + ": stored a minute ");

      reader.tab().evaluate("window.renewed = 0; document.querySelector('.books summary').focus()");
      reader.sees("window.renewed >= 1");
      reader.sees("document.activeElement === document.querySelector('.books summary')");
      assertThat(reader.obstacles()).isEmpty();
    }
  }

  @Test
  void whatBefellAPlatformIsSaidAboveTheBoardAndShownInTheChart() {
    try (var reader = new Reader(browser, SYSTEM.trend().resolve("/"), Screen.DESKTOP, Colours.LIGHT)) {
      // Partitions that are behind are waited for two minutes, and the end of a bucket for another one.
      await().atMost(Duration.ofMinutes(4)).until(() -> new Caller(SYSTEM).get(SYSTEM.trend(), "/v1/trends?window=1h",
          admin).json().path("disturbances").findValuesAsText("kind").contains("redefined"));
      reader.enter(admin);
      reader.reads("likes on TikTok counts something else since");
      reader.reads("No subject of which it can be told is away from its own normal");
      assertThat(reader.obstacles()).isEmpty();

      reader.visit("#/subject/hashtag/changed-1");
      reader.sees("document.querySelector('.legend')?.innerText.includes('the metric counts something else')");
      reader.tab().evaluate("document.querySelector('.canvas').focus()");
      reader.tab().press("ArrowLeft");
      reader.sees("document.querySelector('.readout').innerText.includes('the metric counts something else')");
    }
  }
}
