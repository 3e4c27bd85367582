package io.groundswell.proof;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/// [MovedTablesIT] with as many posts as the table had that it is modelled on.
@Tag("long")
class MovedTablesCampaignIT extends MovedTablesIT {

  /// Others' rows would be counted beside its own.
  @BeforeAll
  @AfterAll
  static void aSystemOfItsOwn() {
    SharedSystem.end();
  }

  @Override
  int posts() {
    return 57_166;
  }

  @Override
  int creators() {
    return 29_064;
  }
}
