package io.groundswell.trend;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.groundswell.testkit.Rooms;

@AnalyzeClasses(packages = "io.groundswell.trend", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsOfDetectionTest {

  @ArchTest
  static final ArchRule NO_CYCLES = Rooms.areFreeOfCycles("io.groundswell.trend");

  @ArchTest
  static final ArchRule NAMES = Rooms.areNamedForWhatHappens();

  @ArchTest
  static final ArchRule THE_JUDGED_DO_NOT_KNOW_THEIR_JUDGES =
      layeredArchitecture().consideringOnlyDependenciesInLayers()
          .layer("truth").definedBy("..trend.truth..")
          .layer("detect").definedBy("..trend.detect..")
          .whereLayer("detect").mayNotAccessAnyLayer();
}
