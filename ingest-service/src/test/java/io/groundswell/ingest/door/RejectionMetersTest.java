package io.groundswell.ingest.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.groundwork.access.Scope;
import io.groundswell.ingest.Keys;
import io.groundswell.ingest.MortalServers;
import io.groundswell.ingest.Sender;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Where two keys are told apart.
@QuarkusTest
@TestProfile(MortalServers.Profile.class)
class RejectionMetersTest {

  private static final Pattern KEY = Pattern.compile("groundswell_intake_re\\w+_total\\{key=\"(\\w+)\"");

  @Test
  void moreKeysThanAreToldApartAreCountedTogether() {
    Sender.withBootstrapKey();
    for (int sender = 0; sender < 4; sender++) {
      Sender.withKey(Keys.make(1, Scope.WRITE)).single("{}");
    }

    var counted = KEY.matcher(Sender.send(Sender.management("/q/metrics").build()).http().body()).results()
        .map(found -> found.group(1)).filter(key -> !key.equals("none")).collect(Collectors.toSet());

    assertThat(counted).contains("other").hasSizeLessThanOrEqualTo(4);
  }
}
