package io.groundswell.command;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.groundswell.testkit.Rooms;

@AnalyzeClasses(packages = "io.groundswell.command", importOptions = DoNotIncludeTests.class)
class RoomsTest {

  @ArchTest
  static final ArchRule FORWARD_ONLY = Rooms.areFreeOfCycles("io.groundswell.command");

  @ArchTest
  static final ArchRule NAMED = Rooms.areNamedForWhatHappens();
}
