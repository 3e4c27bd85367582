package io.groundswell.ingest.census;

/// A growing set of 32-bit fingerprints, open addressing, 6 to 12 bytes each. Two series of one fingerprint count as
/// one: among a million, one new series in 4,000 is taken for a known one, to its sender's advantage.
final class Fingerprints {

  private static final int FEWEST = 64;
  private static final int SPREAD = 0x9E3779B9;

  private int[] table = new int[FEWEST];
  private int size;

  /// 0 marks a free place, so it counts as 1.
  static int of(long hash) {
    int print = (int) (hash ^ hash >>> 32);
    return print == 0 ? 1 : print;
  }

  int size() {
    return size;
  }

  boolean contains(int print) {
    return table[place(table, print)] == print;
  }

  void add(int print) {
    int at = place(table, print);
    if (table[at] == print) {
      return;
    }
    table[at] = print;
    size++;
    if (size > table.length / 3 * 2) {
      grow();
    }
  }

  private void grow() {
    var larger = new int[table.length * 2];
    for (int print : table) {
      if (print != 0) {
        larger[place(larger, print)] = print;
      }
    }
    table = larger;
  }

  /// Where it stands, or where it would.
  private static int place(int[] table, int print) {
    int mask = table.length - 1;
    int at = print * SPREAD >>> 7 & mask;
    while (table[at] != 0 && table[at] != print) {
      at = at + 1 & mask;
    }
    return at;
  }
}
