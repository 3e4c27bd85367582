package io.groundswell.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.sandbox.SandboxOptions.Keeping;
import io.groundswell.sandbox.SandboxOptions.PortChoice;
import io.groundswell.sandbox.child.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterTest {

  @TempDir
  private Path temporary;

  @Test
  void namesTheServicesInTheSameOrderWhicheverWasLaunchedFirst() throws IOException {
    try (var directory = DataDirectory.claim(temporary.resolve("data"), Keeping.DATA)) {
      var roster = new Roster(directory, Ports.choose(PortChoice.AUTO, directory.ports()), "127.0.0.1:9092",
          new DatabaseLogin("postgresql://127.0.0.1:5432/it", "me", "secret"), Progress.SILENT);

      for (var service : List.of(Service.TREND, Service.INGEST, Service.METRICS)) {
        roster.watcher(service).launched(new AnyProcess(new ProcessBuilder("true").start()));
      }

      assertThat(roster.instance().services().keySet()).containsExactly("ingest", "metrics", "trend");
      assertThat(Instance.read(directory.path()).orElseThrow().probe().services().keySet())
          .containsExactly("ingest", "metrics", "trend");
    }
  }

  private record AnyProcess(Process process) implements Child {

    @Override
    public void awaitReady() {
    }

    @Override
    public void end() {
    }
  }
}
