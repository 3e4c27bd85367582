package io.groundswell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Keeps the senders' page true where it lists what the contract holds.
class EventsPageTest {

  @Test
  void namesEveryReasonAndEveryTotal() throws IOException {
    var page = Files.readString(Path.of("..", "EVENTS.md"));

    assertThat(page).contains(Stream.of(Reason.values()).map(reason -> "`" + reason.slug() + "`").toList());
    assertThat(page).contains(Readings.TOTALS.keySet().stream().map(member -> "`" + member + "`").toList());
    assertThat(page).contains(Readings.ACTIONS);
  }
}
