package io.groundswell.proof;

import io.groundswell.proof.faults.FaultCampaign;
import io.groundswell.proof.faults.Plan;
import io.groundswell.proof.faults.Scene;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/// `groundswell proof`: a fault campaign over a system of its own.
public final class Campaign {

  private static final String USAGE = """
      Usage: groundswell proof [--kills N] [--events N] [--seed N] [--rate N] [--organizations N] [--json]
      Starts a system of its own, sends events in both lanes, kills its processes with -9 at random points meanwhile, and has
      an independent checker compare what is stored with what was sent.

        --kills N          processes killed: services, broker, database in turn      (20)
        --events N         events sent                                               (200000)
        --seed N           what is sent and killed follows from it                   (1)
        --rate N           events a second                                           (4000)
        --organizations N  organisations that send                                   (3)
        --json             the report as JSON on standard output; progress goes to standard error

      Exit code: 0 when everything holds, 1 when it does not, 2 for a wrong argument.""";

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Campaign() {
  }

  public static void main(String[] arguments) throws Exception {
    var words = new ArrayDeque<>(List.of(arguments));
    if (words.contains("--help") || words.contains("-h")) {
      System.out.println(USAGE);
      return;
    }
    boolean json = words.remove("--json");
    Plan plan;
    try {
      plan = plan(words);
    } catch (IllegalArgumentException wrong) {
      System.err.println("groundswell proof: " + wrong.getMessage() + "\n" + USAGE);
      System.exit(2);
      return;
    }
    System.exit(run(plan, json) ? 0 : 1);
  }

  private static boolean run(Plan plan, boolean json) throws Exception {
    var directory = Files.createTempDirectory("groundswell-proof");
    System.err.println("starting a system; the journal is kept in " + directory);
    try (var sandbox = Sandbox.start(SandboxOptions.ephemeral(), Progress.SILENT)) {
      var report = new FaultCampaign(new Scene(sandbox), plan, System.err::println).run(directory);
      System.out.println(json ? report.json() : report.text());
      return report.isClean();
    }
  }

  private static Plan plan(ArrayDeque<String> words) {
    var usual = Plan.USUAL;
    long seed = usual.seed();
    int kills = usual.kills();
    long events = usual.events();
    double rate = usual.eventsPerSecond();
    int organizations = usual.organizations();
    while (!words.isEmpty()) {
      var option = words.remove();
      var value = words.poll();
      if (value == null) {
        throw new IllegalArgumentException(option + " is unknown or needs a value");
      }
      switch (option) {
        case "--seed" -> seed = Long.parseLong(value);
        case "--kills" -> kills = Integer.parseInt(value);
        case "--events" -> events = Long.parseLong(value);
        case "--rate" -> rate = Double.parseDouble(value);
        case "--organizations" -> organizations = Integer.parseInt(value);
        default -> throw new IllegalArgumentException(option + " is unknown");
      }
    }
    return new Plan(seed, kills, events, rate, organizations, PATIENCE);
  }
}
