package io.groundswell.metrics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.groundswell.testkit.Rooms;

@AnalyzeClasses(packages = "io.groundswell.metrics", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

  private static final String HOUSE = "io.groundswell.metrics.";

  @ArchTest
  static final ArchRule ROOMS_ARE_FREE_OF_CYCLES = Rooms.areFreeOfCycles("io.groundswell.metrics");

  @ArchTest
  static final ArchRule ROOMS_ARE_NAMED_FOR_WHAT_HAPPENS = Rooms.areNamedForWhatHappens();

  @ArchTest
  static final ArchRule ROOMS_CALL_FORWARD_ONLY = layeredArchitecture().consideringOnlyDependenciesInLayers()
      .layer("eventlog").definedBy(HOUSE + "eventlog..")
      .layer("capacity").definedBy(HOUSE + "capacity..")
      .whereLayer("capacity").mayNotBeAccessedByAnyLayer()
      .layer("series").definedBy(HOUSE + "series..")
      .layer("calendar").definedBy(HOUSE + "calendar..")
      .layer("answer").definedBy(HOUSE + "answer..")
      .layer("sketch").definedBy(HOUSE + "sketch..")
      .layer("top").definedBy(HOUSE + "top..")
      .layer("correction").definedBy(HOUSE + "correction..")
      .layer("dictionary").definedBy(HOUSE + "dictionary..")
      .layer("rollup").definedBy(HOUSE + "rollup..")
      .layer("partition").definedBy(HOUSE + "partition..")
      .layer("accounting").definedBy(HOUSE + "accounting..")
      .layer("quarantine").definedBy(HOUSE + "quarantine..")
      .layer("receipt").definedBy(HOUSE + "receipt..")
      .whereLayer("receipt").mayNotBeAccessedByAnyLayer()
      .layer("content").definedBy(HOUSE + "content..")
      .layer("people").definedBy(HOUSE + "people..")
      .whereLayer("people").mayOnlyBeAccessedByLayers("eventlog")
      .layer("genres").definedBy(HOUSE + "genres..")
      .whereLayer("genres").mayNotBeAccessedByAnyLayer()
      .layer("performance").definedBy(HOUSE + "performance..")
      .whereLayer("performance").mayNotBeAccessedByAnyLayer()
      .layer("posts").definedBy(HOUSE + "posts..")
      .whereLayer("posts").mayNotBeAccessedByAnyLayer()
      .layer("forgetting").definedBy(HOUSE + "forgetting..")
      .whereLayer("content").mayOnlyBeAccessedByLayers("eventlog", "posts", "forgetting")
      .whereLayer("forgetting").mayOnlyBeAccessedByLayers("eventlog")
      .layer("retention").definedBy(HOUSE + "retention..")
      .layer("packing").definedBy(HOUSE + "packing..")
      .whereLayer("packing").mayNotBeAccessedByAnyLayer()
      .layer("archive").definedBy(HOUSE + "archive..")
      .whereLayer("archive").mayOnlyBeAccessedByLayers("forgetting", "capacity", "retention")
      .whereLayer("retention").mayOnlyBeAccessedByLayers("eventlog")
      .layer("dayfile").definedBy(HOUSE + "dayfile..")
      .whereLayer("dayfile").mayOnlyBeAccessedByLayers("archive", "packing")
      .layer("audit").definedBy(HOUSE + "audit..")
      .whereLayer("audit").mayNotBeAccessedByAnyLayer()
      .layer("jobs").definedBy(HOUSE + "jobs..")
      .whereLayer("jobs").mayOnlyBeAccessedByLayers("partition", "audit", "top", "archive", "retention", "packing",
          "correction", "content", "performance")
      .whereLayer("eventlog").mayNotBeAccessedByAnyLayer()
      .whereLayer("series").mayNotBeAccessedByAnyLayer()
      .whereLayer("rollup").mayOnlyBeAccessedByLayers("eventlog", "series")
      .whereLayer("partition").mayOnlyBeAccessedByLayers("eventlog", "answer", "series", "top", "archive",
          "capacity")
      .whereLayer("calendar").mayOnlyBeAccessedByLayers("series")
      .whereLayer("answer").mayOnlyBeAccessedByLayers("series", "top", "posts", "people", "quarantine")
      .whereLayer("correction").mayOnlyBeAccessedByLayers("eventlog")
      .whereLayer("sketch").mayOnlyBeAccessedByLayers("eventlog", "series", "audit")
      .whereLayer("top").mayOnlyBeAccessedByLayers("eventlog", "audit")
      .whereLayer("dictionary").mayOnlyBeAccessedByLayers("eventlog", "content")
      .whereLayer("accounting").mayOnlyBeAccessedByLayers("eventlog")
      .whereLayer("quarantine").mayOnlyBeAccessedByLayers("eventlog");

  @ArchTest
  static final ArchRule ONLY_THE_LOG_THE_OUTBOX_THE_WATCH_AND_THE_UNDO_KNOW_KAFKA = noClasses()
      .that().resideOutsideOfPackages(HOUSE + "eventlog..", HOUSE + "quarantine..", HOUSE + "capacity..",
          HOUSE + "recall..")
      .should().dependOnClassesThat().resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule CALLERS_READ_THROUGH_SCOPED_READS = classes()
      .that()
      .resideInAnyPackage(HOUSE + "series..", HOUSE + "top..", HOUSE + "receipt..", HOUSE + "quarantine..",
          HOUSE + "forgetting..", HOUSE + "posts..", HOUSE + "content..", HOUSE + "people..",
          HOUSE + "genres..", HOUSE + "performance..", HOUSE + "retention..")
      .should().onlyDependOnClassesThat().doNotHaveFullyQualifiedName("io.vertx.sqlclient.Pool");
}
