package io.groundswell.proof.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;

/// `groundswell bench`: measures, and prints tables.
public final class Bench {

  private static final String USAGE = """
      Usage: groundswell bench [ingest[:BATCHxCONNECTIONS]] [sink] [record[:EVENTSxPOSTS]] [overload] [freshness] [memory] [start] [import[:EVENTS]] [posts[:N]] [tweets[:N]] [insight] [micro] [all] [--json]
      Measures the packaged services of this build, each on a system of its own that is thrown away, beside references that are
      measured in the same run.

        ingest     events/s and p99 at batches of 1, 10, 100 over 16 and 64 connections, and with quotas, keys and
                   deduplication on; about 7 minutes; with :10x64 that row alone
        overload   a key that sends up to five times what it may, what others notice of it, and of 200 clients that send a
                   byte at a time; about 2 minutes
        sink       rows/s for a backlog of 500,000 events, just after the start and later, beside COPY; about 2 minutes
        record     p99 of every query of the record with a month of 500,000 events a day and 1,000,000 posts in it, bytes an event
                   and a post, rows/s, beside plain SQL; about 15 minutes; with :50000x100000 that many events a day and posts
        freshness  p50 and p99 from an event's sending to its visibility, just after the start and later, beside 1,000
                   and 5,000 events/s; about 5 minutes
        memory     time to ready and resident memory of each process; about 1 minute
        start      time from a service's start until it is ready, with and without its start cache; about 2 minutes
        import     events/s of history through 'groundswell import', and how fresh live events are beside it; a
                   million events, or so many: import:10000000; about 2 minutes
        posts      the JSONB table of 57,166 posts with their profiles inside, brought in, beside a copy of the table;
                   or so many; about 1 minute
        tweets     the SQLite database of 1,000,000 tweets, brought in, beside reading it; or so many; about 3 minutes
        insight    ns and bytes of a series and bucket, a million series in the heap of a pod of 4 GiB, boards at 8
                   clients beside the same answer from memory, 1,000 listeners; about 3 minutes
        micro      JMH benchmarks of the hot cores; about 3 minutes
        all        everything but record, start, import, posts, tweets and micro (the default)
        --json     as JSON on standard output; progress goes to standard error

      Exit code: 0, or 2 for a wrong argument. Close other programs: the load generator shares the machine.""";

  private static final Pattern ROW = Pattern.compile("ingest:([1-9][0-9]{0,2})x([1-9][0-9]{0,3})");
  private static final Pattern RECORD = Pattern.compile("record(?::([1-9][0-9]{2,6})x([1-9][0-9]{2,7}))?");
  private static final Pattern IMPORT = Pattern.compile("import(?::([1-9][0-9]{0,8}))?");
  private static final Pattern MOVE = Pattern.compile("(posts|tweets)(?::([1-9][0-9]{0,8}))?");
  private static final List<String> ALL = List.of("ingest", "overload", "sink", "freshness", "memory", "insight");

  private static final List<String> BESIDE = List.of("start", "micro");

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
    if (!words.stream().allMatch(word -> ALL.contains(word) || BESIDE.contains(word) || ROW.matcher(word).matches()
        || RECORD.matcher(word).matches()
        || IMPORT.matcher(word).matches() || MOVE.matcher(word).matches())) {
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
    var record = RECORD.matcher(word);
    if (record.matches()) {
      return record.group(1) == null
          ? new RecordBench(System.err::println, RecordBench.EVENTS_A_DAY, RecordBench.POSTS).run()
          : new RecordBench(System.err::println, Integer.parseInt(record.group(1)), Integer.parseInt(record.group(2)))
              .run();
    }
    var history = IMPORT.matcher(word);
    if (history.matches()) {
      return new ImportBench(System.err::println,
          history.group(1) == null ? 1_000_000 : Integer.parseInt(history.group(1))).run();
    }
    var move = MOVE.matcher(word);
    if (move.matches()) {
      var bench = new MoveBench(System.err::println);
      return word.startsWith("posts") ? bench.posts(move.group(2) == null ? 57_166 : Integer.parseInt(move.group(2)))
          : bench.tweets(move.group(2) == null ? 1_000_000 : Integer.parseInt(move.group(2)));
    }
    return switch (word) {
      case "ingest" -> new IngestBench(System.err::println, List.of(1, 10, 100), List.of(16, 64)).run();
      case "overload" -> new OverloadBench(System.err::println).run();
      case "sink" -> new SinkBench(System.err::println).run();
      case "freshness" -> new FreshnessBench(System.err::println).run();
      case "start" -> new StartBench(System.err::println).run();
      case "memory" -> new MemoryBench(System.err::println).run();
      case "insight" -> new InsightBench(System.err::println).run();
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
