package io.groundswell.groundwork.standing;

import org.jspecify.annotations.Nullable;

/// A part of a service without which it should not get traffic.
public interface Standing {

  /// Its name in the readiness answer.
  String name();

  /// What is wrong, in a sentence for an operator; null when all is well.
  @Nullable
  String trouble();

  /// What an operator should know though the service can go on serving, such as a partition that stands still; null
  /// when there is nothing.
  default @Nullable String notice() {
    return null;
  }
}
