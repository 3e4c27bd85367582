package io.groundswell.exactlyonce;

import java.util.List;

/// Readable records of one partition, in the order of their offsets, to be stored in one transaction. Never empty;
/// offsets may be missing where a record was set aside.
public record Batch<E>(int partition, List<Entry<E>> entries) {

  public Batch {
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("a batch without entries has nothing to store");
    }
    entries = List.copyOf(entries);
  }

  public int size() {
    return entries.size();
  }
}
