package io.groundswell.proof;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/// [ImportIT] at full size: a million events whose import is killed twenty times, and a million tweets there and back.
/// Takes about ten minutes.
@Tag("long")
class ImportCampaignIT extends ImportIT {

  /// Others' rows would be counted beside its own.
  @BeforeAll
  @AfterAll
  static void aSystemOfItsOwn() {
    SharedSystem.end();
  }

  @Override
  Sizes sizes() {
    return new Sizes(1_000_000, 20, 40_000, 20_000, 1_000_000);
  }
}
