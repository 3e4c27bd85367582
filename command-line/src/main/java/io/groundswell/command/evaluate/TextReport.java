package io.groundswell.command.evaluate;

import io.groundswell.command.evaluate.Published.Column;
import io.groundswell.trend.truth.SyntheticTruth.Found;
import io.groundswell.trend.truth.SyntheticTruth.Nuisance;
import io.groundswell.trend.truth.SyntheticTruth.Result;
import io.groundswell.trend.truth.SyntheticTruth.Shape;
import io.groundswell.trend.truth.WindowScore;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/// An evaluation for people.
final class TextReport {

  private static final String OURS = "Groundswell";

  private final Evaluation evaluation;
  private final PrintWriter out;

  private TextReport(Evaluation evaluation, PrintWriter out) {
    this.evaluation = evaluation;
    this.out = out;
  }

  static void print(Evaluation evaluation, PrintWriter out) {
    var report = new TextReport(evaluation, out);
    report.labelled();
    report.sensitivity();
    report.synthetic();
    report.ranking();
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }

  private void labelled() {
    var score = evaluation.score();
    line("%d series, %d windows", evaluation.replayed().size(), score.windows());
    line("");
    line("%-26s %8s %7s %10s %11s", "detector", "raw sum", "hits", "false", "normalised");
    var rows = new ArrayList<Ranked>();
    rows.add(new Ranked(score.sum(), row(OURS, score)));
    evaluation.column()
        .ifPresent(column -> Published.ALL.forEach(other -> other.sum(column)
            .ifPresent(sum -> rows.add(new Ranked(sum, row(other, sum, column))))));
    rows.sort(Comparator.comparingDouble(Ranked::sum).reversed());
    rows.forEach(row -> out.println(row.text()));
    line("");
    out.println(row("one series left out", evaluation.seriesLeftOut()));
    if (evaluation.hasFamilies()) {
      out.println(row("one folder left out", evaluation.familiesLeftOut()));
    }
    line("(the threshold chosen on all others, then scored on what was left out)");
    evaluation.running().ifPresent(running -> {
      line("");
      line("%-26s %8.2f", "in the running system", running.sum());
      line("%-26s %8.2f", "the bare detector", running.bare().sum());
      line(
          "(on the %d series with rows every five minutes: empty rows are not put, four weeks are remembered; the mean "
              + "of seven weekdays on which a series may begin anew)",
          running.series());
    });
  }

  private record Ranked(double sum, String text) {
  }

  private static String row(String name, WindowScore score) {
    return String.format(Locale.ROOT, "%-26s %8.2f %7d %10d %11.1f", name, score.sum(), score.hits(),
        score.falseFirings(), score.normalised());
  }

  private static String row(Published other, double sum, Column column) {
    return String.format(Locale.ROOT, "%-26s %8.2f %7s %10s %11.1f", other.detector(), sum, "",
        column == Column.TEN_TWEETS ? other.falseFirings() : "",
        new WindowScore(sum, 0, 0, column.windows()).normalised());
  }

  private void sensitivity() {
    if (evaluation.sensitivity().isEmpty()) {
      return;
    }
    line("");
    line("raw sum when one parameter is multiplied by");
    line("%-26s %s", "", Sensitivity.FACTORS.stream()
        .map(factor -> String.format(Locale.ROOT, "%7.2f", factor))
        .collect(Collectors.joining(" ")));
    for (var one : evaluation.sensitivity()) {
      line("%-26s %s", one.parameter().slug(), one.sums()
          .stream()
          .map(sum -> String.format(Locale.ROOT, "%7.2f", sum))
          .collect(Collectors.joining(" ")));
    }
  }

  private void synthetic() {
    var result = evaluation.synthetic().getFirst();
    line("");
    line("Synthetic truth: found, and the median delay in buckets of five minutes, by events in an ordinary bucket");
    line("%-15s %s", "", bases(result).stream()
        .map(base -> String.format(Locale.ROOT, "%12s", base))
        .collect(Collectors.joining()));
    for (var shape : Shape.values()) {
      factors(result).forEach(factor -> line("%-8s %4.1f × %s", shape.name().toLowerCase(Locale.ROOT), factor,
          of(result, shape, factor).stream().map(TextReport::cell).collect(Collectors.joining())));
    }
    line("");
    line("%-15s %8s %10s %14s", "kind", "recall", "precision", "median delay");
    result.kinds()
        .forEach(
            kind -> line("%-8s %4.1f × %8.2f %10.2f %14s", kind.shape().name().toLowerCase(Locale.ROOT), kind.factor(),
                kind.recall(), kind.precision(), kind.medianDelay() < 0 ? "" : "+" + kind.medianDelay()));
    line("");
    line("%-15s %s", "threshold", evaluation.synthetic()
        .stream()
        .map(one -> String.format(Locale.ROOT, "%12.2f", one.threshold()))
        .collect(Collectors.joining()));
    figure("recall", one -> String.format(Locale.ROOT, "%.2f", one.recall()));
    figure("precision", one -> String.format(Locale.ROOT, "%.2f", one.precision()));
    figure("ordinary days", one -> String.format(Locale.ROOT, "%.0f", one.days()));
    figure("false trends", one -> Integer.toString(one.falseTrends()));
    for (var nuisance : Nuisance.values()) {
      figure(nuisance.name().toLowerCase(Locale.ROOT), one -> mistaken(one, nuisance));
    }
    line("(trends called; in brackets those that the same days would not have had without it)");
  }

  private void ranking() {
    line("");
    line("Ranking: of ten entries, those that a crowd is behind; and those that stood there the day before, too");
    line("%-20s %8s %10s", "ranked by", "hit@10", "stability");
    evaluation.ranking().forEach(
        one -> line("%-20s %8.2f %10.2f", one.order().title(), one.hits(), one.stability()));
  }

  private void figure(String name, Function<Result, String> figure) {
    line("%-15s %s", name, evaluation.synthetic()
        .stream()
        .map(one -> String.format(Locale.ROOT, "%12s", figure.apply(one)))
        .collect(Collectors.joining()));
  }

  private static String mistaken(Result result, Nuisance nuisance) {
    return result.mistaken()
        .stream()
        .filter(one -> one.nuisance() == nuisance)
        .map(one -> one.trends() + (nuisance == Nuisance.QUIET ? "" : " (" + one.caused() + ")") + " in " + one.runs())
        .collect(Collectors.joining());
  }

  private static String cell(Found found) {
    return String.format(Locale.ROOT, "%12s", found.found() + "/" + found.runs()
        + (found.medianDelay() < 0 ? "" : " +" + found.medianDelay()));
  }

  private static List<Double> bases(Result result) {
    return result.found().stream().map(Found::base).distinct().toList();
  }

  private static List<Double> factors(Result result) {
    return result.found().stream().map(Found::factor).distinct().toList();
  }

  private static List<Found> of(Result result, Shape shape, double factor) {
    return result.found().stream().filter(one -> one.shape() == shape && one.factor() == factor).toList();
  }
}
