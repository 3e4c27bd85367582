package io.groundswell.command.evaluate;

import io.groundswell.command.manners.Exit;
import io.groundswell.trend.novelty.NoveltyDetector;
import io.groundswell.trend.novelty.Tuning;
import io.groundswell.trend.truth.Ranking;
import io.groundswell.trend.truth.Replayed;
import io.groundswell.trend.truth.SyntheticTruth;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `groundswell evaluate trends`.
@Command(name = "trends",
    description = "Run the detector over labelled series, and over synthetic ones of which everything is known.",
    footer = {"",
        "The score is that of the Numenta Anomaly Benchmark (standard profile). The windows file maps each series to its",
        "windows: {\"folder/series.csv\": [[\"2015-03-03 04:37:53\", \"2015-03-04 13:37:53\"]]}.", "", Exit.EXPLAINED})
final class EvaluateTrends implements Callable<Integer> {

  /// Synthetic series for each combination: seconds of work, and figures that do not move.
  private static final int SEEDS = 5;

  /// Worlds of which boards are made: seconds of work each.
  private static final int WORLDS = 2;

  /// From what fires to what hardly ever does.
  private static final List<Double> THRESHOLDS = List.of(NoveltyDetector.TREND, 0.75, 0.9);

  @Spec
  private @Nullable CommandSpec spec;

  @Option(names = "--data", required = true, paramLabel = "DIR", description = "Where the series are: timestamp,value.")
  private Path data = Path.of("");

  @Option(names = "--windows", required = true, paramLabel = "FILE",
      description = "Which series there are, and when something happened in them (JSON).")
  private Path windows = Path.of("");

  @Option(names = "--out", paramLabel = "DIR",
      description = "Write a file for each series, named as its input: timestamp,score (0 to 1; it fires from 0.5 on).")
  private @Nullable Path out;

  @Option(names = "--sensitivity", description = "Also say what becomes of the score when each parameter is changed.")
  private boolean sensitivity;

  @Option(names = "--json", description = "As JSON, with a score for each series.")
  private boolean json;

  @Override
  public Integer call() {
    var series = DataSet.read(data, windows);
    var replayed = series.stream().map(one -> Replayed.of(one, Tuning.DEFAULT)).toList();
    if (out != null) {
      ScoreFiles.write(replayed, out);
    }
    var evaluation =
        new Evaluation(replayed, THRESHOLDS.stream().map(threshold -> SyntheticTruth.judge(SEEDS, threshold)).toList(),
            Ranking.judge(WORLDS), sensitivity ? Sensitivity.of(series) : List.of());
    var writer = Objects.requireNonNull(spec).commandLine().getOut();
    if (json) {
      writer.println(JsonReport.of(evaluation));
    } else {
      TextReport.print(evaluation, writer);
    }
    writer.flush();
    return Exit.OK;
  }
}
