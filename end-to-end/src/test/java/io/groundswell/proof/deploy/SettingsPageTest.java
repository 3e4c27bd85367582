package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.proof.SharedSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `docs/settings.md` is made of the sources; `-Dgroundswell.write` makes it anew.
class SettingsPageTest {

  private static final String HEAD = """
      # Settings

      Made of the sources (`SettingsPageTest`); change the comment above the value, not this page.

      A setting is a line of `application.properties`, `groundswell.schema.read-timeout=5s`, or a variable of the environment, with everything but letters
      and digits as `_`: `GROUNDSWELL_SCHEMA_READ_TIMEOUT=5s`. The variable wins. Durations: `20ms`, `5s`, `10m`, `1h`, `7d`; sizes: `64K`, `256M`, `200G`;
      several values are parted by commas. What Quarkus itself can be told is in its own guides; what operators change of it: `quarkus.http.port`,
      `quarkus.management.port`, `quarkus.shutdown.delay`, `quarkus.datasource.reactive.max-size`, `quarkus.log.level`.
      """;

  @Test
  void thePageSaysOfEverySettingWhatBecomesOfIt() throws IOException {
    var page = SharedSystem.root().resolve("docs/settings.md");
    var made = page();
    if (System.getProperty("groundswell.write") != null) {
      Files.writeString(page, made);
    }

    assertThat(Files.readString(page)).as("make it anew by -Dgroundswell.write").isEqualTo(made);
  }

  @Test
  void noSettingGoesWithoutAWordAboutItsConsequence() {
    var settings = Setting.all();

    assertThat(settings).hasSizeGreaterThan(100).allSatisfy(
        setting -> assertThat(setting.consequence()).as(setting.name()).hasSizeGreaterThan(20));
    assertThat(settings).extracting(Setting::name).contains("groundswell.postgres.read.url",
        "groundswell.eventlog.backfill.max-batch", "groundswell.kafka.client.\"…\"");
    assertThat(settings).filteredOn(setting -> setting.name().equals("groundswell.eventlog.live.spacing"))
        .extracting(Setting::fallback).containsExactly("20ms");
  }

  private static String page() {
    var page = new StringBuilder(HEAD);
    for (var module : List.of("groundwork", "ingest-service", "metrics-service", "trend-service")) {
      page.append("\n## ").append(module.equals("groundwork") ? "All services" : module)
          .append("\n\n| setting | default | |\n|---|---|---|\n");
      Setting.all().stream().filter(setting -> setting.module().equals(module))
          .sorted(Comparator.comparing(setting -> room(setting.name())))
          .forEach(setting -> page.append("| `").append(setting.name()).append("` | ")
              .append(setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`").append(" | ")
              .append(setting.consequence().replace("|", "\\|")).append(" |\n"));
    }
    return page.toString();
  }

  /// `groundswell.schema` of `groundswell.schema.read-timeout`; within it the order of the source stays.
  private static String room(String name) {
    return name.substring(0, name.indexOf('.', "groundswell.".length()));
  }
}
