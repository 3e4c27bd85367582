package io.groundswell.trend;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.groundswell.testkit.Rooms;

@AnalyzeClasses(packages = "io.groundswell.trend", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsOfTrendTest {

  @ArchTest
  static final ArchRule NO_CYCLES = Rooms.areFreeOfCycles("io.groundswell.trend");

  @ArchTest
  static final ArchRule NAMES = Rooms.areNamedForWhatHappens();

  @ArchTest
  static final ArchRule WHO_CALLS_WHOM = layeredArchitecture().consideringOnlyDependenciesInLayers()
      .layer("history").definedBy("..trend.history..")
      .layer("announce").definedBy("..trend.announce..")
      .layer("live").definedBy("..trend.live..")
      .layer("calibration").definedBy("..trend.calibration..")
      .layer("insight").definedBy("..trend.insight..")
      .layer("platform").definedBy("..trend.platform..")
      .layer("lead").definedBy("..trend.lead..")
      .layer("webhook").definedBy("..trend.webhook..")
      .layer("hot").definedBy("..trend.hot..")
      .layer("turn").definedBy("..trend.turn..")
      .layer("niche").definedBy("..trend.niche..")
      .layer("board").definedBy("..trend.board..")
      .layer("dashboard").definedBy("..trend.dashboard..")
      .layer("crowd").definedBy("..trend.crowd..")
      .layer("feed").definedBy("..trend.feed..")
      .layer("memory").definedBy("..trend.memory..")
      .layer("disturbance").definedBy("..trend.disturbance..")
      .layer("detect").definedBy("..trend.detect..")
      .whereLayer("history").mayNotBeAccessedByAnyLayer()
      .whereLayer("announce").mayOnlyBeAccessedByLayers("board")
      .whereLayer("live").mayNotBeAccessedByAnyLayer()
      .whereLayer("calibration").mayNotBeAccessedByAnyLayer()
      .whereLayer("dashboard").mayNotBeAccessedByAnyLayer()
      .whereLayer("board").mayOnlyBeAccessedByLayers("history")
      .whereLayer("crowd").mayOnlyBeAccessedByLayers("board", "history")
      .whereLayer("insight").mayNotBeAccessedByAnyLayer()
      .whereLayer("platform").mayNotBeAccessedByAnyLayer()
      .whereLayer("lead").mayOnlyBeAccessedByLayers("insight", "platform")
      .whereLayer("webhook").mayNotBeAccessedByAnyLayer()
      .whereLayer("hot").mayNotBeAccessedByAnyLayer()
      .whereLayer("turn").mayOnlyBeAccessedByLayers("calibration", "hot", "insight", "platform")
      .whereLayer("niche").mayOnlyBeAccessedByLayers("board", "feed", "hot")
      .whereLayer("feed").mayOnlyBeAccessedByLayers("board", "history", "turn")
      .whereLayer("memory").mayOnlyBeAccessedByLayers("insight", "announce", "board", "crowd", "feed", "history")
      .whereLayer("disturbance")
      .mayOnlyBeAccessedByLayers("board", "feed", "history", "hot", "insight", "lead", "memory",
          "platform")
      .whereLayer("detect").mayNotAccessAnyLayer();
}
