package io.groundswell.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DatabaseLoginTest {

  @Test
  void readsAnAddressWithCredentials() {
    var login = DatabaseLogin.parse("postgresql://me:p%40ss@db.example:6543/analytics");

    assertThat(login).isEqualTo(new DatabaseLogin("postgresql://db.example:6543/analytics", "me", "p@ss"));
    assertThat(login.toString()).doesNotContain("p@ss");
  }

  @Test
  void neverRepeatsThePasswordOfAnAddressThatItCannotRead() {
    assertThatThrownBy(() -> DatabaseLogin.parse("postgresql://me:se^cret@db.example/analytics"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("se^cret");
  }
}
