package io.groundswell.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The class files of the JDK itself are the example: they are of the newest version, and break both rules.
class RoomsTest {

  private static final JavaClasses JDK = new ClassFileImporter().importClasses(String.class, Locale.class);

  @Test
  void findsRoomsThatCallEachOther() {
    assertThat(Rooms.areFreeOfCycles("java").evaluate(JDK).hasViolation()).isTrue();
  }

  @Test
  void findsRoomNamedForNothing() {
    assertThat(Rooms.areNamedForWhatHappens().evaluate(JDK).getFailureReport().getDetails())
        .isNotEmpty()
        .allSatisfy(detail -> assertThat(detail).contains("java.util."));
  }

  @Test
  void letsGoodRoomsBe() {
    var here = new ClassFileImporter().importClasses(Rooms.class);
    Rooms.areFreeOfCycles("io.groundswell").check(here);
    Rooms.areNamedForWhatHappens().check(here);
  }
}
