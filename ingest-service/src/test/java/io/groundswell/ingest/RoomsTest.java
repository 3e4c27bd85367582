package io.groundswell.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.groundswell.testkit.Rooms;

@AnalyzeClasses(packages = "io.groundswell.ingest", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

  @ArchTest
  static final ArchRule ROOMS_CALL_FORWARD_ONLY = Rooms.areFreeOfCycles("io.groundswell.ingest");

  @ArchTest
  static final ArchRule ROOMS_ARE_NAMED_FOR_WHAT_HAPPENS = Rooms.areNamedForWhatHappens();

  @ArchTest
  static final ArchRule ONLY_THE_DOOR_CALLS_THE_OTHER_ROOMS = noClasses()
      .that().resideInAnyPackage("..ingest.publish..", "..ingest.backfill..", "..ingest.access..", "..ingest.door..")
      .should().dependOnClassesThat().resideInAnyPackage("..ingest.intake..", "..ingest.accounting..")
      .because("intake is where the way through the edge begins");

  @ArchTest
  static final ArchRule ONLY_PUBLISH_KNOWS_KAFKA = noClasses()
      .that().resideOutsideOfPackage("..ingest.publish..")
      .should().dependOnClassesThat().resideInAPackage("org.apache.kafka..");
}
