package io.groundswell.proof.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;

/// `groundswell bench`: measures, and prints tables.
public final class Bench {

  private static final String USAGE = """
      Usage: groundswell bench [ingest[:BATCHxCONNECTIONS]] [sink] [freshness] [memory] [micro] [all] [--json]
      Measures the packaged services of this build, each on a system of its own that is thrown away, beside references that are
      measured in the same run.

        ingest     events/s and p99 at batches of 1, 10, 100 over 16 and 64 connections, and with quotas, keys and
                   deduplication on; about 6 minutes; with :10x64 that row alone
        sink       rows/s for a backlog of 500,000 events, beside COPY; about 1 minute
        freshness  p50 and p99 from an event's sending to its visibility, at 1,000 and 5,000 events/s; about 1 minute
        memory     time to ready and resident memory of each process; about 1 minute
        micro      JMH benchmarks of the hot cores; about 3 minutes
        all        everything but micro (the default)
        --json     as JSON on standard output; progress goes to standard error

      Exit code: 0, or 2 for a wrong argument. Close other programs: the load generator shares the machine.""";

  private static final Pattern ROW = Pattern.compile("ingest:([1-9][0-9]{0,2})x([1-9][0-9]{0,3})");
  private static final List<String> ALL = List.of("ingest", "sink", "freshness", "memory");

  private Bench() {
  }

  public static void main(String[] arguments) throws Exception {
    var words = new ArrayList<>(List.of(arguments));
    if (words.contains("--help") || words.contains("-h")) {
      System.out.println(USAGE);
      return;
    }
    boolean json = words.remove("--json");
    if (words.isEmpty() || words.remove("all")) {
      words.addAll(ALL);
    }
    if (!words.stream().allMatch(word -> ALL.contains(word) || word.equals("micro") || ROW.matcher(word).matches())) {
      System.err.println("groundswell bench: unknown: " + words + "\n" + USAGE);
      System.exit(2);
    }
    var sections = new ArrayList<Section>();
    for (var word : words) {
      System.err.println(word + " …");
      sections.add(run(word));
    }
    print(sections, json);
    System.exit(0);
  }

  private static Section run(String word) throws Exception {
    var row = ROW.matcher(word);
    if (row.matches()) {
      return new IngestBench(System.err::println, List.of(Integer.valueOf(row.group(1))),
          List.of(Integer.valueOf(row.group(2)))).run();
    }
    return switch (word) {
      case "ingest" -> new IngestBench(System.err::println, List.of(1, 10, 100), List.of(16, 64)).run();
      case "sink" -> new SinkBench(System.err::println).run();
      case "freshness" -> new FreshnessBench(System.err::println).run();
      case "memory" -> new MemoryBench(System.err::println).run();
      default -> MicroBench.run();
    };
  }

  private static void print(List<Section> sections, boolean json) throws Exception {
    if (json) {
      var all = new LinkedHashMap<String, Object>();
      all.put("machine", Machine.describe());
      all.put("sections", sections.stream().map(Section::map).toList());
      System.out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
      return;
    }
    System.out.println("Measured on " + Machine.describe() + ".\n");
    sections.forEach(section -> System.out.println(section.text()));
  }
}
