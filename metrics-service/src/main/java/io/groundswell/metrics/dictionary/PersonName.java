package io.groundswell.metrics.dictionary;

import java.util.Comparator;

/// A person as an organisation calls them.
public record PersonName(int organization, String id) {

  static final Comparator<PersonName> ORDER = Comparator.comparingInt(PersonName::organization)
      .thenComparing(PersonName::id);
}
