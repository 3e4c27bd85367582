package io.groundswell.proof.deploy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The figures that services tell, and whether an expression of Prometheus asks for such.
final class Figures {

  private static final Pattern LINE = Pattern.compile("(?m)^([a-z_0-9]+)(?:\\{(.*)})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
  private static final Pattern QUERIED = Pattern.compile("\\b([a-z]+_[a-z_0-9]+)\\b(?:\\{([^}]*)})?(?!\\()");
  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|!~|!=|=)\"([^\"]*)\"");

  /// What Prometheus itself adds.
  private static final Set<String> OF_THE_SCRAPE = Set.of("job", "instance");
  /// Words of the language that look like figures.
  private static final Set<String> WORDS = Set.of("histogram_quantile");

  private final Map<String, List<Map<String, String>>> series = new HashMap<>();

  /// @param scraped in the text format
  void add(String scraped) {
    LINE.matcher(scraped).results().forEach(line -> {
      var labels = new HashMap<String, String>();
      if (line.group(2) != null) {
        LABEL.matcher(line.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
      }
      series.computeIfAbsent(line.group(1), name -> new ArrayList<>()).add(labels);
    });
  }

  /// What an expression asks for that no service tells.
  Set<String> missing(String expression) {
    var missing = new HashSet<String>();
    var plain = expression.replaceAll("\\b(by|without|on|ignoring) \\([^)]*\\)", "");
    QUERIED.matcher(plain.replaceAll("\\{\\{[^}]*}}", "")).results()
        .filter(one -> !WORDS.contains(one.group(1)) && !isWithinText(plain, one.start()))
        .forEach(one -> {
          if (!isTold(one.group(1), one.group(2) == null ? "" : one.group(2))) {
            missing.add(one.group());
          }
        });
    return missing;
  }

  private boolean isTold(String name, String matchers) {
    return series.getOrDefault(name, List.of()).stream()
        .anyMatch(labels -> MATCHER.matcher(matchers).results().allMatch(matcher -> fits(labels, matcher.group(1),
            matcher.group(2), matcher.group(3))));
  }

  /// A negative matcher only needs the label to be there.
  private static boolean fits(Map<String, String> labels, String label, String operator, String value) {
    if (OF_THE_SCRAPE.contains(label)) {
      return true;
    }
    var told = labels.get(label);
    return told != null && switch (operator) {
      case "=" -> told.equals(value);
      case "=~" -> told.matches(value);
      default -> true;
    };
  }

  private static boolean isWithinText(String expression, int place) {
    return expression.substring(0, place).chars().filter(character -> character == '"').count() % 2 == 1;
  }
}
