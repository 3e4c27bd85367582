package io.groundswell.proof.sharpness;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.proof.SharedSystem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every fault still fits the source that it changes, and compiles: what takes minutes to try must not be found out of
/// date only then.
class FaultsIT {

  @ParameterizedTest
  @EnumSource
  void fitsTheProduct(Fault fault) {
    assertThat(fault.services(SharedSystem.root())).isDirectory();
  }
}
