package io.groundswell.proof.hardened;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.proof.SharedSystem;
import io.groundswell.proof.hardened.Advisories.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing that the services bring along is known to be bad. What is known stands in `etc/advisories`, or in the
/// directory that `-Dgroundswell.advisories` names: all of OSV's, for who can fetch them.
class AdvisoriesTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
  private static final List<String> SERVICES = List.of("ingest-service", "metrics-service", "trend-service");

  private static final String ADVISORY = """
      {"id": "GHSA-test", "summary": "reads too far", "database_specific": {"severity": "%s"},
       "affected": [{"package": {"ecosystem": "Maven", "name": "org.example:codec"}, "ranges": [
         {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "4.1.135.Final"}]},
         {"type": "ECOSYSTEM", "events": [{"introduced": "4.2.0.Final"}, {"last_affected": "4.2.14.Final"}]}]}]}""";

  @TempDir
  Path directory;

  @Test
  void nothingInsideIsKnownToBeBad() throws IOException {
    var root = SharedSystem.root();
    var bills = SERVICES.stream().map(service -> root.resolve(service).resolve("target/bom.json")).toList();
    Assumptions.assumeTrue(bills.stream().allMatch(Files::exists),
        "needs the list of what is inside, which a build with -Dquick leaves out (unless with -Dcyclonedx.skip=false)");
    var components = new ArrayList<Component>();
    for (var bill : bills) {
      components.addAll(Advisories.components(bill));
    }
    assertThat(components).extracting(Component::name).contains("io.netty:netty-codec-http",
        "org.apache.kafka:kafka-clients");

    var own = root.resolve("etc/advisories");
    var known = Advisories.read(Path.of(System.getProperty("groundswell.advisories", own.toString())), own);
    assertThat(known.advisories()).isNotEmpty();
    assertThat(known.faults(components.stream().distinct().toList(), LocalDate.now(ZoneOffset.UTC))).isEmpty();
  }

  @Test
  void aVersionBeforeTheRemedyIsFoundAndNoOther() throws IOException {
    var known = known(ADVISORY.formatted("HIGH"), "[]");

    assertThat(known.faults(List.of(codec("4.1.134.Final"), codec("4.2.14.Final")), TODAY)).hasSize(2)
        .allMatch(fault -> fault.contains("GHSA-test reads too far"));
    assertThat(known.faults(List.of(codec("4.1.135.Final"), codec("4.2.15.Final"),
        new Component("org.example:codecs", "4.1.134.Final")), TODAY)).isEmpty();
  }

  @Test
  void onlyWhatIsHighOrCriticalOrWasNeverJudgedCounts() throws IOException {
    for (var severity : List.of("HIGH", "CRITICAL", "")) {
      assertThat(known(ADVISORY.formatted(severity), "[]").faults(List.of(codec("4.1.1")), TODAY)).hasSize(1);
    }
    assertThat(known(ADVISORY.formatted("MODERATE"), "[]").faults(List.of(codec("4.1.1")), TODAY)).isEmpty();
  }

  @Test
  void whatIsAcceptedIsSoForAReasonAndAWhile() throws IOException {
    var accepted = """
        [{"id": "GHSA-test", "package": "org.example:codec", "reason": "%s", "until": "%s"}]""";
    var codec = List.of(codec("4.1.1"));

    assertThat(known(ADVISORY.formatted("HIGH"), accepted.formatted("never asked", "2026-11-22")).faults(codec, TODAY))
        .isEmpty();
    assertThat(known(ADVISORY.formatted("HIGH"), accepted.formatted("never asked", "2026-11-21")).faults(codec, TODAY))
        .hasSize(1);
    assertThat(known(ADVISORY.formatted("HIGH"), accepted.formatted(" ", "2026-11-22")).faults(codec, TODAY))
        .hasSize(1);
  }

  private static Component codec(String version) {
    return new Component("org.example:codec", version);
  }

  private Advisories known(String advisory, String accepted) throws IOException {
    Files.writeString(directory.resolve("one.json"), advisory);
    Files.writeString(directory.resolve("accepted.json"), accepted);
    return Advisories.read(directory, directory);
  }
}
