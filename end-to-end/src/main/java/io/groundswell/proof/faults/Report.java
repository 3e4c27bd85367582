package io.groundswell.proof.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.proof.check.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// What became of a campaign.
///
/// @param kills how often each fault befell it
/// @param slowestReturn the longest time from a kill until the victim served again
/// @param secondsWithoutAnswer seconds in which at least one request got no answer or a 503
/// @param untilRest from the end of sending until no lag was left
/// @param statuses how often each HTTP status was answered; 0 is no answer
/// @param took the whole campaign
public record Report(Plan plan, Map<Fault, Integer> kills, Map<Victim, Duration> slowestReturn,
    int secondsWithoutAnswer,
    Duration untilRest, Map<Integer, Long> statuses, Duration took, Verdict verdict) {

  public boolean isClean() {
    return verdict.isClean() && statuses.keySet().stream().noneMatch(status -> status == 500);
  }

  public String text() {
    var text = new StringBuilder();
    text.append("seed ").append(plan.seed()).append(", ").append(plan.events()).append(" events in both lanes, ")
        .append(plan.organizations()).append(" organisations, took ").append(took.toSeconds()).append(" s\n");
    text.append(kills.keySet().stream().allMatch(fault -> fault.kind() == Fault.Kind.KILL) ? "kills: " : "faults: ");
    kills.forEach((fault, count) -> {
      text.append(fault.slug()).append(' ').append(count);
      if (fault.ends()) {
        text.append(" (back within ").append(slowestReturn.getOrDefault(fault.victim(), Duration.ZERO).toMillis())
            .append(" ms)");
      }
      text.append("  ");
    });
    text.append("\nseconds without an answer or with 503: ").append(secondsWithoutAnswer)
        .append("; lag 0 after ").append(untilRest.toMillis()).append(" ms; answers by status: ").append(statuses)
        .append('\n');
    return text.append(verdict.report()).append(isClean() ? "Everything holds.\n" : "NOT everything holds.\n")
        .toString();
  }

  public String json() {
    var report = new LinkedHashMap<String, Object>();
    report.put("seed", plan.seed());
    report.put("events", plan.events());
    report.put("organizations", plan.organizations());
    report.put("seconds", took.toMillis() / 1_000.0);
    var counts = new LinkedHashMap<String, Integer>();
    kills.forEach((fault, count) -> counts.put(fault.name(), count));
    report.put("kills", counts);
    var returns = new LinkedHashMap<Victim, Long>();
    slowestReturn.forEach((victim, duration) -> returns.put(victim, duration.toMillis()));
    report.put("slowestReturnMillis", returns);
    report.put("secondsWithoutAnswer", secondsWithoutAnswer);
    report.put("untilRestMillis", untilRest.toMillis());
    report.put("statuses", statuses);
    report.put("figures", verdict.figures());
    report.put("violations", verdict.violations());
    report.put("clean", isClean());
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
    } catch (IOException impossibleInMemory) {
      throw new UncheckedIOException(impossibleInMemory);
    }
  }
}
