package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.proof.SharedSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever cannot have the release before is told so, rather than shown an upgrade from nothing.
class OlderReleaseTest {

  @TempDir
  Path directory;

  @Test
  void theReleaseBeforeIsNamed() throws Exception {
    assertThat(OlderRelease.named(SharedSystem.root())).matches("v[0-9.]+|[0-9a-f]{40}");
  }

  @Test
  void aShallowCloneIsToldWhatItLacks() throws Exception {
    var whole = Files.createDirectory(directory.resolve("whole"));
    git(whole, "init", "--quiet");
    commit(whole, "before");
    var before = OlderRelease.commit(whole, "HEAD");
    commit(whole, "now");
    git(directory, "clone", "--quiet", "--depth", "1", whole.toUri().toString(), "shallow");

    assertThat(OlderRelease.commit(whole, before)).isEqualTo(before);
    assertThatThrownBy(() -> OlderRelease.commit(directory.resolve("shallow"), before))
        .isInstanceOf(AssertionError.class).hasMessageContaining(before).hasMessageContaining("--unshallow");
  }

  private static void commit(Path repository, String message) throws Exception {
    git(repository, "-c", "user.name=nobody", "-c", "user.email=nobody@example.com", "commit", "--quiet",
        "--allow-empty", "--message", message);
  }

  private static void git(Path repository, String... arguments) throws Exception {
    var git = Program.firstOf("needs git", List.of("git"));
    var done = git.run(repository, arguments);
    assertThat(done.exit()).as(done.output()).isZero();
  }
}
