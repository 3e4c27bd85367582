package io.groundswell.proof.check;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What the checker found.
///
/// @param figures what was counted on the way, by name
/// @param violations empty where everything holds
public record Verdict(SortedMap<String, Long> figures, List<Violation> violations) {

  public Verdict(Map<String, Long> figures, List<Violation> violations) {
    this(new TreeMap<>(figures), List.copyOf(violations));
  }

  /// One way in which an invariant does not hold.
  ///
  /// @param what the check that failed
  /// @param count rows that offend
  /// @param examples a few of them
  public record Violation(Invariant invariant, String what, long count, List<String> examples) {

    public Violation {
      examples = List.copyOf(examples);
    }
  }

  public boolean isClean() {
    return violations.isEmpty();
  }

  /// The invariants that do not hold.
  public Set<Invariant> broken() {
    return violations.stream().map(Violation::invariant).collect(Collectors.toCollection(TreeSet::new));
  }

  /// For people: every invariant with its verdict, then the figures.
  public String report() {
    var text = new StringBuilder();
    for (var invariant : Invariant.values()) {
      text.append(broken().contains(invariant) ? "BROKEN  " : "holds   ").append(invariant).append("  ")
          .append(invariant.sentence()).append('\n');
      violations.stream().filter(violation -> violation.invariant == invariant).forEach(violation -> text
          .append("          ").append(violation.what).append(": ").append(violation.count).append(", such as ")
          .append(violation.examples).append('\n'));
    }
    figures.forEach((name, value) -> text.append("        ").append(name).append(": ").append(value).append('\n'));
    return text.toString();
  }
}
