package io.groundswell.groundwork.assurance;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that a promise rests on, as it is in effect.
///
/// @param name as it stands in `groundswell.assurance.accepted`
/// @param effective what it is
/// @param remedy what to do, in a sentence for an operator; null where it is as it should be
public record Guarantee(String name, String effective, @Nullable String remedy) {

  /// @param remedy for where it does not hold
  public static Guarantee of(String name, String effective, boolean holds, String remedy) {
    return new Guarantee(name, effective, holds ? null : remedy);
  }

  /// Settings that our own code makes and nothing can change: they are told, and hold.
  public static List<Guarantee> fixed(Map<String, String> settings) {
    return settings.entrySet().stream().map(each -> new Guarantee(each.getKey(), each.getValue(), null)).toList();
  }

  @Override
  public String toString() {
    return name + "=" + effective;
  }
}
