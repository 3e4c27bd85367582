package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.proof.faults.Tenants;
import io.groundswell.proof.faults.Victim;
import io.groundswell.sandbox.browser.Chromium;
import io.groundswell.sandbox.browser.Tab.Colours;
import io.groundswell.sandbox.browser.Tab.Screen;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The page as its readers have it: in a browser, with keys of their own, on the packaged services.
class PageIT {

  /// All views, and what is read there.
  private static final List<Place> PLACES = List.of(
      new Place("#/trends", "#takeoff"),
      new Place("#/subject/hashtag/takeoff", "where"),
      new Place("#/subject/hashtag/song-5", "Across platforms"),
      new Place("#/niches", "Hot niches"),
      new Place("#/niches/whales", "Whales"),
      new Place("#/posts", "the whale song"),
      new Place("#/posts?q=whale", "the whale song"),
      new Place("#/creators", "Ada Whale"),
      new Place("#/creators/tiktok/ada", "followers"),
      new Place("#/pipeline", "every event is accounted for"));

  private static final Whereabouts SYSTEM = SharedSystem.whereabouts();
  private static @Nullable Chromium browser;
  private static Story story;
  private static String admin;

  /// @param text what the reader waits for there
  private record Place(String hash, String text) {
  }

  @BeforeAll
  static void openTheBrowserAndTellWhatIsShown() throws SQLException {
    browser = Reader.browser();
    var tenant = Tenants.make(SYSTEM, 1).getFirst();
    admin = SharedSystem.keyOf(tenant.organization(), "admin");
    story = new Story(SYSTEM, tenant, admin);
    story.tell();
  }

  @AfterAll
  static void closeTheBrowser() {
    if (browser != null) {
      browser.close();
    }
    await().atMost(Duration.ofSeconds(60)).until(SharedSystem::isReady);
  }

  @Test
  void aReaderComesInWithAKeyThatReadsAndWithNoOther() {
    try (var reader = reader(Screen.DESKTOP, Colours.LIGHT)) {
      reader.signIn("gsk_nobodys");
      reader.reads("No such key");
      reader.tab().evaluate("document.getElementById('key').value = ''");
      reader.enter(admin);
      reader.reads("#takeoff");

      assertThat(reader.tab().evaluate("location.href").asText()).doesNotContain(admin);
      assertThat(reader.tab().evaluate("JSON.stringify(localStorage)").asText()).doesNotContain(admin);
      reader.tab()
          .evaluate("[...document.querySelectorAll('button')].find((one) => one.innerText === 'Sign out').click()");
      reader.sees("document.getElementById('key') !== null");
      assertThat(reader.tab().evaluate("sessionStorage.length").asInt()).isZero();
    }
  }

  @Test
  void theBoardSaysByHowMuchAndWhyAndWhatItIsMadeOf() {
    try (var reader = reader(Screen.DESKTOP, Colours.LIGHT)) {
      reader.enter(admin);
      reader.sees("document.querySelector('[data-subject=\"hashtag/takeoff\"] .sparkline polyline') !== null");
      var row =
          reader.tab().evaluate("document.querySelector('[data-subject=\"hashtag/takeoff\"]').innerText").asText();

      assertThat(row).contains("#takeoff", "likes on TikTok", "usually", "×").doesNotContain("undefined", "NaN");
      assertThat(reader.text()).doesNotContain("#calm");
    }
  }

  /// A hashtag that nobody used before today has no usual to stand out of.
  @Test
  void whatIsMerelyNewStandsBelowTheBoard() {
    try (var reader = reader(Screen.DESKTOP, Colours.LIGHT)) {
      reader.enter(admin);
      reader.sees("document.querySelector('.stirring [data-subject=\"hashtag/unheard\"]') !== null");
      assertThat(reader.text()).contains("stirring: new, or above what is usual").doesNotContain("#unheard");
      reader.tab().evaluate("document.querySelector('.stirring').open = true");
      reader.reads("#unheard");
    }
  }

  @Test
  void aBurstIsMarkedAgainstWhatIsUsual() {
    try (var reader = reader(Screen.DESKTOP, Colours.LIGHT)) {
      reader.enter(admin);
      reader.visit("#/subject/hashtag/takeoff");
      reader.sees("document.querySelector('.legend')?.innerText.includes('burst')");
      reader.reads("one burst");
      reader.reads("the whale song");
      var pixels = reader.pixels();

      // The line, its ground, the grid, the letters of the axes; and the tint of the burst, which is all that is red.
      assertThat(pixels.path("drawn").asInt()).isGreaterThan(5_000);
      assertThat(pixels.path("colours").asInt()).isGreaterThan(20);
      assertThat(pixels.path("red").asInt()).isGreaterThan(200);
      assertThat(reader.text()).contains("usual", "Why it stands out", "the last hour", "novelty");
      reader.visit("#/subject/hashtag/calm");
      reader.reads("no burst");
      assertThat(reader.pixels().path("red").asInt()).isLessThan(50);
      reader.reads("It does not");
    }
  }

  /// The song that is liked most: on the platform where all are liked a lot, and on the one where hardly any is.
  @Test
  void platformsStandSideBySideByThePlaceAmongTheirPeers() {
    try (var reader = reader(Screen.DESKTOP, Colours.LIGHT)) {
      reader.enter(admin);
      reader.visit("#/subject/hashtag/song-5");
      reader.sees("document.querySelectorAll('.ladder').length === 2");
      var ladders = reader.tab().evaluate("""
          [...document.querySelectorAll('.cards article')].filter((one) => one.querySelector('.ladder'))
            .map((one) => one.innerText).join(' ')""").asText();

      assertThat(ladders).contains("Growth", "Engagement", "YouTube", "X", "of 6 peers, few", "60 %", "6 %")
          .doesNotContain("undefined", "NaN");
      // Both stand equally far to the right, whatever the rates are.
      var places = reader.tab().evaluate("""
          [...[...document.querySelectorAll('.cards article')].find((one) => one.innerText.includes('Engagement'))
            .querySelectorAll('.track')].map((one) => one.getAttribute('aria-label'))""");
      assertThat(places).hasSize(2);
      assertThat(places.get(0)).isEqualTo(places.get(1));
      reader.reads("of all likes in whales on X.");
    }
  }

  @Test
  void whatHappenedIsSaidInASentence() {
    // The page asks for sentences once a minute; this one is there when it asks first.
    var caller = new Caller(SYSTEM);
    await().atMost(Reader.PATIENCE).until(() -> !caller.get(SYSTEM.trend(),
        "/v1/insights?subject=hashtag/takeoff&kind=rose", admin).json().path("insights").isEmpty());
    try (var reader = reader(Screen.DESKTOP, Colours.LIGHT)) {
      reader.enter(admin);
      reader.visit("#/subject/hashtag/takeoff");
      reader.reads("#takeoff rose on tiktok: ");
      reader.reads("were usual");
      assertThat(reader.tab().evaluate("document.querySelector('.news .rose time').innerText").asText()).isNotEmpty();
    }
  }

  @Test
  void aChartIsReadByKeyboardAndAsATable() {
    try (var reader = reader(Screen.DESKTOP, Colours.LIGHT)) {
      reader.enter(admin);
      reader.visit("#/subject/hashtag/takeoff");
      reader.sees("document.querySelector('.canvas canvas') !== null");
      reader.tab().evaluate("document.querySelector('.canvas').focus()");
      reader.tab().press("ArrowLeft");
      reader.sees("/likes [0-9].*usual/.test(document.querySelector('.readout').innerText)");
      reader.tab().evaluate("document.querySelector('details.figures').open = true");
      reader.sees("document.querySelectorAll('details.figures tbody tr').length > 40");
    }
  }

  @Test
  void whatHappensIsToldTheMomentItDoesAndAfterABreakToo() {
    try (var reader = reader(Screen.DESKTOP, Colours.LIGHT)) {
      reader.enter(admin);
      reader.sees("document.getElementById('standing').innerText === 'live'");
      story.burst("sudden");
      reader.sees("document.querySelector('.news').innerText.includes('#sudden started')");
      reader.sees("document.querySelector('[data-subject=\"hashtag/sudden\"]') !== null");
      reader.tab().evaluate("window.isStillTheSamePage = true");

      kill(Victim.TREND);
      reader.sees("document.getElementById('standing').innerText !== 'live'");
      story.burst("later");
      reader.sees("document.querySelector('.news').innerText.includes('#later started')");
      reader.sees("document.getElementById('standing').innerText === 'live'");
      assertThat(reader.tab().evaluate("window.isStillTheSamePage").asBoolean()).isTrue();
    }
  }

  @Test
  void whileTheRecordIsAwayTheBoardGoesOnAndTheRestSaysSo() {
    try (var reader = reader(Screen.DESKTOP, Colours.LIGHT)) {
      reader.enter(admin);
      reader.visit("#/pipeline");
      reader.reads("every event is accounted for");
      reader.tab().forgetComplaints();
      // It is back within seconds, perhaps before the page asks again: it is kept away until the page has seen it.
      await().atMost(Reader.PATIENCE).until(() -> {
        ProcessHandle.of(SharedSystem.scene().pid(Victim.METRICS)).ifPresent(ProcessHandle::destroyForcibly);
        return reader.text().contains("The record is away");
      });
      reader.visit("#/trends");
      reader.reads("#takeoff");
      reader.visit("#/posts");
      reader.sees("['The record is away', 'the whale song'].some((text) => document.body.innerText.includes(text))");
      await().atMost(Duration.ofSeconds(60)).until(() -> SharedSystem.scene().isReady(Victim.METRICS));
      reader.visit("#/pipeline");
      reader.reads("every event is accounted for");
    }
  }

  @Test
  void whoHasNothingYetIsToldSo() throws SQLException {
    var newcomer = SharedSystem.keyOf(Tenants.make(SYSTEM, 1).getFirst().organization(), "read");
    try (var reader = reader(Screen.DESKTOP, Colours.LIGHT)) {
      reader.enter(newcomer);
      reader.reads("Nothing stands out");
      reader.visit("#/posts");
      reader.reads("No posts yet");
      reader.visit("#/creators");
      reader.reads("No creators yet");
      reader.visit("#/subject/hashtag/takeoff");
      reader.reads("Nothing was counted");
      reader.visit("#/pipeline");
      reader.reads("Nothing is held");
      assertThat(reader.obstacles()).isEmpty();
    }
  }

  static Stream<Arguments> screens() {
    return Stream.of(Screen.DESKTOP, Screen.PHONE)
        .flatMap(screen -> Stream.of(Colours.values()).map(colours -> Arguments.of(screen, colours)));
  }

  @ParameterizedTest
  @MethodSource("screens")
  void everyViewFitsTheScreenAndIsOpenToEverybody(Screen screen, Colours colours) {
    try (var reader = reader(screen, colours)) {
      assertThat(reader.obstacles()).as("sign-in").isEmpty();
      reader.enter(admin);
      for (var place : PLACES) {
        reader.visit(place.hash());
        reader.reads(place.text());

        assertThat(reader.overhang()).as("%s is wider than the screen", place.hash()).isLessThanOrEqualTo(0);
        assertThat(reader.brightness()).as(place.hash())
            .satisfies(light -> assertThat(light > 0.5).isEqualTo(colours == Colours.LIGHT));
        assertThat(reader.text()).as(place.hash()).doesNotContain("undefined", "NaN", "[object");
        assertThat(reader.obstacles()).as(place.hash()).isEmpty();
      }
      // What is for operators alone, and what is not measured of a subject, is no fault; a browser notes it all the
      // same.
      assertThat(reader.tab().complaints()).as("of the console, the policy's among them")
          .filteredOn(complaint -> !complaint.matches(".* 40[34] .*/v1/(capacity|cross-platform/.*)")).isEmpty();
    }
  }

  @Test
  void theKeyboardGoesEverywhere() {
    try (var reader = reader(Screen.DESKTOP, Colours.LIGHT)) {
      reader.enter(admin);
      reader.tab().go(reader.page());
      reader.reads("#takeoff");
      var walk = new ArrayList<String>();
      do {
        reader.tab().press("Tab");
        walk.add(reader.focused());
        assertThat(reader.tab().evaluate("getComputedStyle(document.activeElement).outlineStyle").asText())
            .as("the focus on %s can be seen", walk.getLast()).isNotEqualTo("none");
      } while (!walk.getLast().equals("#takeoff") && walk.size() < 60);
      assertThat(walk).startsWith("Skip to content").contains("Trends", "Posts", "Creators", "Pipeline", "Sign out",
          "the last day", "#takeoff");

      reader.tab().press("Enter");
      reader.sees("location.hash === '#/subject/hashtag/takeoff'");
      reader.sees("document.activeElement.id === 'content'");
    }
  }

  @Test
  void thePageIsSmall() {
    try (var reader = reader(Screen.DESKTOP, Colours.LIGHT)) {
      reader.enter(admin);
      reader.reads("#takeoff");
      reader.visit("#/subject/hashtag/takeoff");
      reader.sees("document.querySelector('canvas') !== null");

      assertThat(reader.tab().evaluate("""
          performance.getEntriesByType('resource').filter((one) => one.name.includes('/page/'))
            .reduce((sum, one) => sum + one.encodedBodySize, 0)""").asInt()).isBetween(20_000, 300_000);
      assertThat(reader.tab().evaluate("""
          performance.getEntriesByType('resource').every((one) => one.name.startsWith(location.origin))""").asBoolean())
          .isTrue();
    }
  }

  /// Not one by one: a few strokes for each column of pixels, so that the page stays as usable as with a hundred.
  @Test
  void aHundredThousandPointsAreDrawnByAFewStrokesAColumnAndThePageStaysUsable() {
    try (var reader = reader(Screen.DESKTOP, Colours.LIGHT)) {
      reader.enter(admin);
      reader.reads("#takeoff");
      reader.tab().forgetComplaints();
      var drawn = reader.tab().evaluate("""
          import('/page/chart.js').then(({ chart }) => {
            const sheet = document.createElement('div');
            document.querySelector('main').replaceChildren(sheet);
            const times = Array.from({ length: 100_000 }, (_, i) => 1_700_000_000 + 300 * i);
            const values = times.map((_, i) => 100 + 40 * Math.sin(i / 288) + (i * 7919 % 37));
            values[50_000] = 400;
            const { lineTo } = Path2D.prototype;
            let strokes = 0;
            let top = Infinity;
            Path2D.prototype.lineTo = function (x, y) {
              strokes++;
              top = Math.min(top, y);
              lineTo.call(this, x, y);
            };
            chart(sheet, { times, lines: [{ label: 'likes', values, colour: '--accent', area: true }],
              summary: 'A year of likes.' }, new AbortController().signal);
            return new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
              Path2D.prototype.lineTo = lineTo;
              const { width, height } = document.querySelector('canvas');
              done({ strokes, top: top / height, width });
            })));
          })""");

      assertThat(drawn.path("width").asInt()).isGreaterThan(500);
      assertThat(drawn.path("strokes").asInt()).as("%s", drawn)
          .isBetween(drawn.path("width").asInt() / 2, 12 * drawn.path("width").asInt());
      // The one value that stands out is not lost among its neighbours.
      assertThat(drawn.path("top").asDouble()).as("%s", drawn).isBetween(0.0, 0.2);
      assertThat(reader.pixels().path("drawn").asInt()).isGreaterThan(20_000);
      reader.tab().evaluate("document.querySelector('.canvas').focus()");
      reader.tab().press("ArrowLeft");
      reader.sees("/likes 1[0-9][0-9]/.test(document.querySelector('.readout').innerText)");
      reader.tab().evaluate("document.querySelector('details.figures').open = true");
      reader.sees("document.querySelectorAll('details.figures tbody tr').length === 48");
      reader.visit("#/niches");
      reader.reads("Hot niches");
      assertThat(reader.tab().complaints()).isEmpty();
    }
  }

  private static Reader reader(Screen screen, Colours colours) {
    return new Reader(Objects.requireNonNull(browser), SYSTEM.trend().resolve("/"), screen, colours);
  }

  /// Ends it as `kill -9` does; the sandbox starts it again.
  private static void kill(Victim victim) {
    ProcessHandle.of(SharedSystem.scene().pid(victim)).orElseThrow().destroyForcibly();
  }
}
