package io.groundswell.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;

/// The rules for rooms (packages) that hold everywhere. Which room may call which is for each service to say.
public final class Rooms {

  private Rooms() {
  }

  /// Rooms call each other in one direction only, also around corners.
  ///
  /// @param house the package that holds the rooms, `io.groundswell.ingest`
  public static ArchRule areFreeOfCycles(String house) {
    return slices().matching(house + ".(*)..").should().beFreeOfCycles()
        .because("rooms that need each other are one room");
  }

  /// A room is named for what happens in it, never for a layer or for what was left over.
  public static ArchRule areNamedForWhatHappens() {
    return noClasses().should().resideInAnyPackage("..controller..", "..service..", "..repository..", "..dto..",
        "..mapper..", "..model..", "..util..", "..common..", "..impl..")
        .because("such a name says nothing about what happens inside");
  }
}
