package io.groundswell.metrics.dictionary;

import io.groundswell.contract.Subject;
import java.util.Comparator;

/// A subject of an organisation.
public record SubjectName(int organization, Subject subject) {

  static final Comparator<SubjectName> ORDER = Comparator.comparingInt(SubjectName::organization)
      .thenComparing(name -> name.subject.type())
      .thenComparing(name -> name.subject.id());
}
