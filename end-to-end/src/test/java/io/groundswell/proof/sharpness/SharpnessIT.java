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

/// What takes little to happen. Takes six minutes, most of them starts of sabotaged services.
@Order(Integer.MAX_VALUE)
@Tag("long")
class SharpnessIT {

  @BeforeAll
  static void alone() {
    SharedSystem.end();
  }

  @ParameterizedTest
  @EnumSource(to = "ANSWER_BEFORE_THE_ACKNOWLEDGEMENT")
  void theCheckerCatches(Fault fault, @TempDir Path directory) throws Exception {
    var verdict = fault.trial(SharedSystem.root()).run(directory);

    System.out.println(fault + " is caught by " + verdict.broken() + "\n" + verdict.report());
    assertThat(verdict.broken()).as(verdict.report()).contains(fault.broken());
  }

  @Test
  void aSoundSystemWithstandsTheSameTroubles(@TempDir Path directory) throws Exception {
    var verdict = Trial.ofASoundSystem(List.of(Trouble.NONE,
        Trouble.METRICS_KILLED_WHILE_STORING, Trouble.EDGE_KILLED_BEFORE_A_FROZEN_BROKER,
        Trouble.RIGHTS_TAKEN_FOR_A_WHILE, Trouble.POISON)).run(directory);

    assertThat(verdict.isClean()).as(verdict.report()).isTrue();
  }
}
