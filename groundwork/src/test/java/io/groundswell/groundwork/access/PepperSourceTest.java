package io.groundswell.groundwork.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.contract.Pepper;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PepperSourceTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @TempDir
  private Path directory;

  @Test
  void isReadFromASettingOrFromAFile() throws IOException {
    var file = Files.writeString(directory.resolve("pepper"), SECRET + "\n");

    assertThat(source(SECRET, null).pepper().derive("keys")).isEqualTo(source(null, file).pepper().derive("keys"))
        .isEqualTo(Pepper.of(SECRET).derive("keys"));
  }

  @Test
  void aServiceWithoutOneDoesNotStartAndSaysWhatToDo() {
    assertThatThrownBy(() -> source(null, null).pepper()).isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "This service does not start: groundswell.access.pepper is not set; give all services the same secret "
                + "of at least 32 characters in GROUNDSWELL_ACCESS_PEPPER, or in a file that "
                + "GROUNDSWELL_ACCESS_PEPPER_FILE names.");
    assertThatThrownBy(() -> source(null, directory.resolve("none")).pepper()).hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> source("tooshort", null).pepper()).hasMessageContaining("at least 32 characters")
        .hasMessageNotContaining("tooshort");
  }

  private static PepperSource source(@Nullable String pepper, @Nullable Path file) {
    return new PepperSource(new TestConfig(pepper, file));
  }
}
