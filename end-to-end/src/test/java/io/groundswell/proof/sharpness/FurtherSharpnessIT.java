package io.groundswell.proof.sharpness;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.proof.SharedSystem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What takes more to happen: a zombie, another partition, a bad disk. Takes as long again, and so is asked for by its
/// name.
@Order(Integer.MAX_VALUE)
@Tag("long")
class FurtherSharpnessIT {

  @BeforeAll
  static void alone() {
    SharedSystem.end();
  }

  @ParameterizedTest
  @EnumSource(from = "NO_FENCE")
  void theCheckerCatches(Fault fault, @TempDir Path directory) throws Exception {
    var verdict = fault.trial(SharedSystem.root()).run(directory);

    System.out.println(fault + " is caught by " + verdict.broken() + "\n" + verdict.report());
    assertThat(verdict.broken()).as(verdict.report()).contains(fault.broken());
  }

  @Test
  void aSoundSystemWithstandsTheSameTroubles(@TempDir Path directory) throws Exception {
    var verdict = Trial.ofASoundSystem(List.of(Trouble.ZOMBIE, Trouble.PARTITION_ADDED,
        Trouble.NO_RIGHT_TO_CLAIM_FOR_A_WHILE, Trouble.BAD_DISK_UNDER_THE_ARCHIVE)).run(directory);

    assertThat(verdict.isClean()).as(verdict.report()).isTrue();
  }
}
