package io.groundswell.command.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.trend.novelty.NoveltyDetector;
import io.groundswell.trend.truth.SyntheticTruth.Result;
import io.groundswell.trend.truth.WindowScore;
import java.util.Locale;

/// An evaluation for programs.
final class JsonReport {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonReport() {
  }

  static String of(Evaluation evaluation) {
    var report = JSON.createObjectNode().put("threshold", NoveltyDetector.FIRES);
    put(report.putObject("total"), evaluation.score());
    put(report.putObject("oneSeriesLeftOut"), evaluation.seriesLeftOut());
    if (evaluation.hasFamilies()) {
      put(report.putObject("oneFolderLeftOut"), evaluation.familiesLeftOut());
    }
    var series = report.putArray("series");
    evaluation.replayed().forEach(one -> put(series.addObject().put("name", one.series().name()), one.score()));
    evaluation.column().ifPresent(column -> {
      var published = report.putObject("published");
      Published.ALL.forEach(other -> other.sum(column).ifPresent(sum -> published.put(other.detector(), sum)));
    });
    evaluation.running().ifPresent(running -> put(report.putObject("runningSystem").put("series", running.series())
        .put("runningSum", running.sum()), running.bare()));
    var ranking = report.putArray("ranking");
    evaluation.ranking().forEach(one -> ranking.addObject().put("order", one.order().title())
        .put("hitAt10", one.hits()).put("stability", one.stability()));
    var changed = report.putArray("sensitivity");
    evaluation.sensitivity().forEach(one -> {
      var node = changed.addObject().put("parameter", one.parameter().slug());
      one.values().forEach(node.putArray("values")::add);
      one.sums().forEach(node.putArray("sums")::add);
    });
    var synthetic = report.putArray("synthetic");
    evaluation.synthetic().forEach(result -> put(synthetic.addObject(), result));
    return report.toPrettyString();
  }

  private static void put(ObjectNode node, WindowScore score) {
    node.put("sum", score.sum())
        .put("windows", score.windows())
        .put("hits", score.hits())
        .put("falseFirings", score.falseFirings());
    if (score.windows() > 0) {
      node.put("normalised", score.normalised());
    }
  }

  private static void put(ObjectNode node, Result result) {
    node.put("threshold", result.threshold())
        .put("recall", result.recall())
        .put("precision", result.precision())
        .put("ordinaryDays", result.days())
        .put("falseTrends", result.falseTrends());
    var found = node.putArray("found");
    result.found().forEach(one -> {
      var row = found.addObject()
          .put("shape", one.shape().name().toLowerCase(Locale.ROOT))
          .put("factor", one.factor())
          .put("base", one.base())
          .put("runs", one.runs())
          .put("found", one.found());
      if (one.medianDelay() >= 0) {
        row.put("medianDelayBuckets", one.medianDelay());
      }
    });
    var kinds = node.putArray("kinds");
    result.kinds().forEach(kind -> {
      var row = kinds.addObject()
          .put("shape", kind.shape().name().toLowerCase(Locale.ROOT))
          .put("factor", kind.factor())
          .put("recall", kind.recall())
          .put("precision", kind.precision());
      if (kind.medianDelay() >= 0) {
        row.put("medianDelayBuckets", kind.medianDelay());
      }
    });
    var mistaken = node.putArray("mistaken");
    result.mistaken().forEach(one -> mistaken.addObject()
        .put("nuisance", one.nuisance().name().toLowerCase(Locale.ROOT))
        .put("runs", one.runs())
        .put("trends", one.trends())
        .put("caused", one.caused()));
  }
}
