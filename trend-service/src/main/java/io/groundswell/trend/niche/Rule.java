package io.groundswell.trend.niche;

import io.groundswell.contract.Slug;
import io.groundswell.contract.Subject;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Says of subjects of a type that they belong.
///
/// @param value of the id; upper and lower case are told apart
public record Rule(String subjectType, Match match, String value) {

  private static final int LONGEST_TYPE = 64;
  private static final int LONGEST_VALUE = 256;

  /// How the id and the value compare.
  public enum Match {
    IS, BEGINS, ENDS, CONTAINS;

    public String slug() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Null where there is none of that name.
    static @Nullable Match find(String slug) {
      return Stream.of(values()).filter(match -> match.slug().equals(slug)).findFirst().orElse(null);
    }
  }

  public Rule {
    if (!Slug.is(subjectType, LONGEST_TYPE)) {
      throw new IllegalArgumentException("a rule's subjectType must be a lower-case slug of at most 64 characters");
    }
    if (value.isEmpty() || value.length() > LONGEST_VALUE || value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a rule's value must have 1 to 256 characters");
    }
  }

  public boolean holds(Subject subject) {
    return subjectType.equals(subject.type()) && switch (match) {
      case IS -> subject.id().equals(value);
      case BEGINS -> subject.id().startsWith(value);
      case ENDS -> subject.id().endsWith(value);
      case CONTAINS -> subject.id().contains(value);
    };
  }

  /// The same as a pattern of SQL's LIKE.
  public String like() {
    var plain = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    return switch (match) {
      case IS -> plain;
      case BEGINS -> plain + "%";
      case ENDS -> "%" + plain;
      case CONTAINS -> "%" + plain + "%";
    };
  }
}
